using System.Text;
using Quern.Engine.Online;
using Quern.Engine.Streams;
using Quern.Time;

namespace Quern.Engine.Recovery;

/// <summary>A stream as the log of the streams has it.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="Events">How many events it has.</param>
/// <param name="LastKnown">When the last of them was known.</param>
public sealed record StoredStream(string Stream, long Events, Instant LastKnown);

/// <summary>Finds the streams that a log holds, whatever is defined now.</summary>
public static class StoredStreams
{
    /// <summary>The streams with at least one event, by name.</summary>
    /// <param name="store">The store of the streams.</param>
    public static IReadOnlyList<StoredStream> List(IOnlineStore store)
    {
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        return [.. Names(snapshot, StreamPartition.Events("")).Select(name => Of(snapshot, name))];
    }

    /// <summary>The names behind the start of a kind of partitions, in order.</summary>
    internal static IReadOnlyList<string> Names(IOnlineSnapshot snapshot, byte[] prefix)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Span<byte> end = stackalloc byte[StreamPartition.SequenceLength * 4];
        end.Fill(byte.MaxValue);
        snapshot.VisitPartitions(default, end, partition =>
        {
            if (partition.StartsWith(prefix)) names.Add(Encoding.UTF8.GetString(partition[prefix.Length..]));
        });
        return [.. names];
    }

    private static StoredStream Of(IOnlineSnapshot snapshot, string name)
    {
        var (end, known) = StreamLog.EndOf(snapshot, StreamPartition.Events(name), name);
        return new(name, end, new(known));
    }
}
