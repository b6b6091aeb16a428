using System.Buffers.Binary;
using System.Diagnostics;
using Quern.Stores.Lmdb;

namespace Quern.Benchmarks.Streams;

/// <summary>What durable events cost without anything around them: LMDB commits of 500 records of 48 bytes each, at the end of the tree or anywhere in it.</summary>
internal static class StreamFloors
{
    public const int Batch = 500;
    private const int Keys = 1_000_000;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    /// <summary>Records a second in key order: a log alone.</summary>
    public static double InOrder(string folder) => PerSecond(folder, number => number);

    /// <summary>Records a second under random keys: the design that writes each event into the indexed state.</summary>
    public static double AtRandom(string folder)
    {
        var random = new Random(1);
        return PerSecond(folder, _ => random.Next(Keys));
    }

    private static double PerSecond(string folder, Func<long, long> keyOf)
    {
        using var store = new LmdbOnlineStore(folder);
        Span<byte> key = stackalloc byte[8];
        Span<byte> value = stackalloc byte[48];
        var (written, watch) = (0L, Stopwatch.StartNew());
        while (watch.Elapsed < Length)
        {
            using var write = store.BeginWrite();
            for (var i = 0; i < Batch; i++)
            {
                BinaryPrimitives.WriteInt64BigEndian(key, keyOf(written++));
                write.Put("floor"u8, key, value);
            }

            write.Commit();
        }

        return written / watch.Elapsed.TotalSeconds;
    }
}
