using System.Collections.ObjectModel;
using System.Security.Cryptography;
using System.Text;
using Quern.Time;

namespace Quern.Engine.Online;

/// <summary>Which views are paused: kept in the online store, under the view's name whatever its definition, so that every process that writes a view sees it.</summary>
public static class PauseCatalog
{
    private static ReadOnlySpan<byte> Pauses => "pause"u8;

    /// <summary>What is known of a view's pauses; null when it never was paused.</summary>
    public static ViewPause? Find(IOnlineRecords records, string view) => records.TryGet(Partition.Catalog, Key(view), out var value) ? ViewPause.Read(value) : null;

    /// <summary>What is known of a view's pauses now; null when it never was paused.</summary>
    public static ViewPause? Find(IOnlineStore store, string view)
    {
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        return Find(snapshot, view);
    }

    /// <summary>The pauses that last, by the views' names.</summary>
    public static IReadOnlyDictionary<string, ViewPause> Lasting(IOnlineStore store)
    {
        Dictionary<string, ViewPause>? pauses = null;
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        snapshot.Seek(Partition.Catalog, Pauses);
        while (snapshot.Next(out var record, out var value) && record.StartsWith(Pauses))
            if (ViewPause.Read(value) is { IsPaused: true } pause)
                (pauses ??= new(StringComparer.Ordinal))[pause.View] = pause;
        return pauses ?? (IReadOnlyDictionary<string, ViewPause>)ReadOnlyDictionary<string, ViewPause>.Empty;
    }

    /// <summary>Pauses a view. One that is paused stays as it is.</summary>
    /// <returns>The pause that lasts.</returns>
    public static ViewPause Pause(IOnlineWrite write, ViewPause pause)
    {
        var known = Find(write, pause.View);
        if (known is { IsPaused: true }) return known;
        if (known is not null) pause = pause with { SeenTo = known.SeenTo, SeenPosition = known.SeenPosition };
        return Save(write, pause);
    }

    /// <summary>Resumes a view: what came to the pause, and what has come of its stream since, is brought in and pauses it no more.</summary>
    /// <param name="write">Writes into the online store.</param>
    /// <param name="view">The view.</param>
    /// <param name="end">How many events its stream has; 0 for none.</param>
    /// <returns>The pause that is over; null when there was none.</returns>
    public static ViewPause? Resume(IOnlineWrite write, string view, long end)
    {
        if (Find(write, view) is not { IsPaused: true } pause) return null;
        Save(write, pause with { Since = null, SeenTo = pause.Until is { } until && until > pause.SeenTo ? until : pause.SeenTo, SeenPosition = Math.Max(pause.SeenPosition, end) });
        return pause;
    }

    /// <summary>Says that a pause that lasts begins further on in the stream: whoever held the view's events had more of them.</summary>
    internal static void MoveOn(IOnlineWrite write, ViewPause pause, long position) => Save(write, pause with { Position = position });

    /// <summary>Takes what is known of a view's pauses back to an instant: one that began later is over, and nothing later has been looked at.</summary>
    internal static void Rewind(IOnlineWrite write, string view, Instant time, long end)
    {
        if (Find(write, view) is not { } pause) return;
        Save(write, pause with
        {
            Since = pause.Since > time ? null : pause.Since,
            Position = Math.Min(pause.Position, end),
            SeenTo = pause.SeenTo > time ? time : pause.SeenTo,
            SeenPosition = Math.Min(pause.SeenPosition, end),
        });
    }

    private static ViewPause Save(IOnlineWrite write, ViewPause pause)
    {
        write.Put(Partition.Catalog, Key(pause.View), pause.Write());
        return pause;
    }

    private static byte[] Key(string view) => [.. Pauses, .. SHA256.HashData(Encoding.UTF8.GetBytes(view))];
}
