using Quern.Engine.Online;

namespace Quern.Cli.Rendering;

/// <summary>That a view is paused, as people read it, or as JSON.</summary>
internal static class PauseView
{
    /// <summary><c>paused since 2001-03-01T00:00:00Z: by hand</c>; empty for a view that is not.</summary>
    public static string Text(ViewPause? pause) => pause is { IsPaused: true } ? $"paused since {pause.Since}: {pause.Reason}" : "";

    /// <summary>The same as JSON; null for a view that is not.</summary>
    public static object? Shape(ViewPause? pause) => pause is { IsPaused: true } ? new { since = pause.Since.ToString(), pause.Reason } : null;
}
