using System.Text;
using Quern.Engine.Objects;

namespace Quern.Testing.Kits;

/// <summary>More keys than a listing has in one answer, with letters whose order as text is not that of their bytes.</summary>
internal static class ObjectStorePages
{
    private const int Many = 1030;

    public static void Run(IObjectStorePlace place)
    {
        using var store = place.Open();
        string[] keys = [.. Enumerable.Range(0, Many).Select(i => $"p/{i * 7919 % Many}"), "p/\U0001F600", "p/\uFF5E", "p/Z", "p/a b", "p/a%20b", "p/a+b", "p/a&b<c>'d\"", "p", "q/1"];
        keys = [.. keys.Where(key => key != "p")];
        Parallel.ForEach(keys, new ParallelOptions { MaxDegreeOfParallelism = 8 }, key => store.Put(key, "x"u8.ToArray(), CancellationToken.None));
        string[] expected = [.. keys.OrderBy(key => Convert.ToHexString(Encoding.UTF8.GetBytes(key)), StringComparer.Ordinal)];
        Same(store, "", null, expected);
        Same(store, "p/", null, [.. expected.Where(key => key.StartsWith("p/", StringComparison.Ordinal))]);
        Same(store, "p/1", "p/15", [.. expected.SkipWhile(key => key != "p/15").Skip(1).Where(key => key.StartsWith("p/1", StringComparison.Ordinal))]);
        Same(store, "p/a", "p/a+", [.. expected.Where(key => key.StartsWith("p/a", StringComparison.Ordinal) && string.CompareOrdinal(key, "p/a+") > 0)]);
        foreach (var key in expected[^8..]) KitFailure.Unless(ObjectStoreKit.Text(store.Get(key, CancellationToken.None)) == "x", $"'{key}' cannot be read");
    }

    private static void Same(IObjectStore store, string prefix, string? after, string[] expected)
    {
        string[] found = [.. store.List(prefix, after, CancellationToken.None).Select(item => item.Key)];
        KitFailure.Unless(found.SequenceEqual(expected), $"under '{prefix}' after '{after}' there are {found.Length} keys, not {expected.Length}, or in another order: {string.Join(", ", found.Except(expected).Concat(expected.Except(found)).Take(5))}");
    }
}
