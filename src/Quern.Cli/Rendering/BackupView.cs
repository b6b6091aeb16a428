using Quern.Stores.Backups;

namespace Quern.Cli.Rendering;

/// <summary>What is in a backup, as people and programs read it.</summary>
internal static class BackupView
{
    /// <summary>The parts, a line each.</summary>
    public static void Write(Output output, BackupManifest manifest, string title)
    {
        output.Line(title);
        output.Line($"  registry     {(manifest.Commit == 0 ? "nothing applied" : $"commit {manifest.Commit}, the first of {manifest.Oldest}")}");
        foreach (var stream in manifest.Streams) output.Line($"  stream       {stream.Stream,-24} {Numbers.Count(stream.Events, "event")}, the last known {stream.LastKnown}");
        foreach (var view in manifest.Views) output.Line($"  view         {view.View,-24} {Far(view)}");
        foreach (var part in manifest.Files.GroupBy(file => file.Part).Where(part => part.Key is not ("registry" or "online" or "streams"))) output.Line($"  {part.Key,-36}  {Numbers.Count(part.Count(), "file")}");
    }

    /// <summary><c>12.3 MiB in 45 files, 8.1 MiB of it shared with 'monday'</c>.</summary>
    public static string Sizes(BackupManifest manifest)
    {
        var shared = manifest.Files.Where(file => file.IsShared).Sum(file => file.Bytes);
        return $"{Numbers.Size(manifest.Bytes)} in {Numbers.Count(manifest.Files.Count, "file")}{(shared > 0 ? $", {Numbers.Size(shared)} of it shared with '{manifest.SharedWith}'" : "")}";
    }

    /// <summary>A backup for programs.</summary>
    public static object Shape(string folder, BackupManifest manifest) => new
    {
        folder,
        manifest.Project,
        at = manifest.At.ToString(),
        oldest = manifest.Oldest?.ToString(),
        manifest.Quern,
        manifest.Commit,
        streams = manifest.Streams.Select(stream => new { stream.Stream, stream.Events, lastKnown = stream.LastKnown.ToString() }),
        views = manifest.Views.Select(view => new { view.View, view.Position }),
        files = manifest.Files.Count,
        manifest.Bytes,
        sharedBytes = manifest.Files.Where(file => file.IsShared).Sum(file => file.Bytes),
        manifest.SharedWith,
    };

    private static string Far(BackedUpView view) =>
        view.Position > 0 ? $"online to event {Numbers.Count(view.Position)} of its stream; the log has the others" : view.MaterializedTo is { } to && to < Time.Instant.Max ? $"online to {to}" : "begun";
}
