using System.Buffers.Binary;
using Quern.Engine.Streams;

namespace Quern.Engine.Tests.Streams;

public sealed class HeadKeysTests
{
    private const int Keys = 100_000;

    [Fact]
    public void Keys_AreNumberedAsTheyCome_AndOrderedByTheirBytes()
    {
        var (keys, random, expected) = (new HeadKeys(), new Random(3), new Dictionary<string, int>());
        for (var row = 0; row < 5000; row++)
        {
            var key = new byte[random.Next(1, 40)];
            random.NextBytes(key.AsSpan(0, Math.Min(key.Length, 2)));
            var entity = keys.Intern(key);
            if (!expected.ContainsKey(Convert.ToHexString(key))) entity.ShouldBe(expected.Count);
            keys.SetLast(entity, row);
            expected[Convert.ToHexString(key)] = row;
        }

        keys.Count.ShouldBe(expected.Count);
        foreach (var (key, row) in expected) keys.Find(Convert.FromHexString(key)).ShouldBe(row);
        keys.Find([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]).ShouldBe(-1);
        keys.InOrder().Select(entity => Convert.ToHexString(keys[entity])).ShouldBe(expected.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhatWasAdded_IsFoundByOthers_WhileMoreIsAdded()
    {
        var (keys, added, failures) = (new HeadKeys(), 0, 0);
        var readers = Enumerable.Range(0, 2).Select(seed => new Thread(() =>
        {
            var random = new Random(seed);
            Span<byte> key = stackalloc byte[8];
            for (int until; (until = Volatile.Read(ref added)) < Keys;)
            {
                if (until == 0) continue;
                var number = random.Next(until);
                BinaryPrimitives.WriteInt64BigEndian(key, number);
                if (keys.Find(key) != number) Interlocked.Increment(ref failures);
            }
        })).ToArray();
        foreach (var reader in readers) reader.Start();
        Span<byte> next = stackalloc byte[8];
        for (var number = 0; number < Keys; number++)
        {
            BinaryPrimitives.WriteInt64BigEndian(next, number);
            keys.SetLast(keys.Intern(next), number);
            Volatile.Write(ref added, number + 1);
        }

        foreach (var reader in readers) reader.Join();
        failures.ShouldBe(0);
    }
}
