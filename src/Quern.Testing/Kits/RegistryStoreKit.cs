using System.Globalization;
using Quern.Engine.Registry;
using Quern.Planning.Snapshots;
using Quern.Values;

namespace Quern.Testing.Kits;

/// <summary>
/// What every <see cref="IRegistryStore"/> must do: named cases, each on a registry of its own that is empty at first. Run each case of <see cref="Names"/> as a test.
/// </summary>
/// <param name="create">Makes a place for a registry that nobody has used.</param>
public sealed class RegistryStoreKit(Func<IRegistryStorePlace> create)
{
    private static readonly Dictionary<string, Action<IRegistryStorePlace>> Cases = new()
    {
        ["A registry that nobody has written to has no commit"] = place =>
        {
            var store = place.Open();
            KitFailure.Unless(store.HeadNumber() == 0 && store.Head() is null && store.Find(1) is null && store.Find(0) is null, "there is a commit");
        },
        ["A commit is read as it was written, by everybody"] = place =>
        {
            var commit = CommitOf(1, "Zürich \"ada\" \\ \n ☃", "abc");
            KitFailure.Unless(place.Open().TryAppend(commit) is null, "the first commit was not taken");
            var other = place.Open();
            KitFailure.Unless(other.HeadNumber() == 1 && Same(other.Head(), commit) && Same(other.Find(1), commit), "it is another");
            KitFailure.Unless(other.Find(2) is null, "there is one more");
        },
        ["Of two commits of one number the first stays, and the second gets it"] = place =>
        {
            var (store, first) = (place.Open(), CommitOf(1, "ada", null));
            store.TryAppend(first);
            KitFailure.Unless(Same(place.Open().TryAppend(CommitOf(1, "bob", null)), first), "the second did not get the first");
            store.TryAppend(CommitOf(2, "ada", null));
            KitFailure.Unless(Same(store.TryAppend(CommitOf(1, "bob", null)), first), "a late one did not get the first");
            KitFailure.Unless(Same(store.Find(1), first) && store.HeadNumber() == 2, "the first did not stay");
        },
        ["A commit that does not follow the latest is a fault of the caller"] = place =>
        {
            var store = place.Open();
            try
            {
                store.TryAppend(CommitOf(2, "ada", null));
            }
            catch (ArgumentException)
            {
                KitFailure.Unless(store.HeadNumber() == 0, "it was written");
                return;
            }

            throw new KitFailure("commit 2 was taken where there is no commit 1");
        },
        ["A plan gets the next number, and is read as it was kept, by everybody"] = RegistryPlanCases.AreNumbered,
        ["A plan that ended is open no more, and how it ended stays"] = RegistryPlanCases.EndOnce,
        ["Of plans that are kept and ended at once none is lost"] = RegistryPlanCases.Race,
        ["Content is found by its hash"] = place =>
        {
            byte[][] contents = [[], [0], [.. Enumerable.Range(0, 1 << 20).Select(i => (byte)(i % 251))]];
            foreach (var content in contents)
            {
                var hash = place.Open().PutObject(content);
                KitFailure.Unless(hash == ContentHash.Of(content) && hash == place.Open().PutObject(content), "the hash is another");
                KitFailure.Unless(place.Open().GetObject(hash).AsSpan().SequenceEqual(content), $"content of {content.Length} bytes is another");
            }
        },
        ["Content that nobody put is told as a finding"] = place =>
        {
            var store = place.Open();
            foreach (var put in (bool[])[false, true])
            {
                if (put) store.PutObject([1]);
                try
                {
                    store.GetObject(ContentHash.Of([2]));
                }
                catch (QuernException missing) when (missing.Findings[0].Code == "QRN2008")
                {
                    continue;
                }

                throw new KitFailure("content came from nowhere");
            }
        },
        ["Of writers of one number exactly one wins"] = RegistryStoreRace.Run,
        ["Generated operations agree with a list"] = place => Generated(place, seeds: 5, steps: 60),
    };

    /// <summary>The cases there are.</summary>
    public static IReadOnlyCollection<string> Names => Cases.Keys;

    /// <summary>Runs one case.</summary>
    /// <exception cref="KitFailure">The registry does not do what the port promises.</exception>
    public void Run(string name)
    {
        using var place = create();
        Cases[name](place);
    }

    internal static RegistryCommit CommitOf(int number, string author, string? hash) =>
        new(number, number == 1 ? null : number - 1, author, new(number * 1_000_001L), $"commit {number.ToString(CultureInfo.InvariantCulture)}", RepositorySnapshot.Empty, hash);

    internal static bool Same(RegistryCommit? left, RegistryCommit? right) => left is not null && right is not null && CommitJson.Write(left).AsSpan().SequenceEqual(CommitJson.Write(right));

    // Each seed goes on where the one before ended: a registry only grows.
    private static void Generated(IRegistryStorePlace place, int seeds, int steps)
    {
        var (commits, contents) = (new List<RegistryCommit>(), new Dictionary<string, byte[]>());
        for (var seed = 1; seed <= seeds; seed++)
        {
            var (random, store) = (new Random(seed), place.Open());
            for (var step = 0; step < steps; step++)
            {
                if (random.Next(8) == 0) store = place.Open();
                Step(random, store, commits, contents, $"seed {seed}, step {step}");
            }
        }
    }

    private static void Step(Random random, IRegistryStore store, List<RegistryCommit> commits, Dictionary<string, byte[]> contents, string where)
    {
        switch (random.Next(6))
        {
            case 0:
                var next = CommitOf(commits.Count + 1, $"author {random.Next(3)}", random.Next(2) == 0 ? null : "abc") with { Time = new(random.NextInt64(1L << 50)) };
                KitFailure.Unless(store.TryAppend(next) is null, $"{where}: commit {next.Number} was not taken");
                commits.Add(next);
                break;
            case 1 when commits.Count > 0:
                var taken = random.Next(commits.Count);
                KitFailure.Unless(Same(store.TryAppend(CommitOf(taken + 1, "late", null)), commits[taken]), $"{where}: commit {taken + 1} was taken twice");
                break;
            case 2:
                var content = new byte[random.Next(2000)];
                random.NextBytes(content);
                contents[store.PutObject(content)] = content;
                break;
            case 3 when contents.Count > 0:
                var (hash, bytes) = contents.ElementAt(random.Next(contents.Count));
                KitFailure.Unless(store.GetObject(hash).AsSpan().SequenceEqual(bytes), $"{where}: content {hash} is another");
                break;
            default:
                var number = random.Next(-1, commits.Count + 3);
                var found = store.Find(number);
                KitFailure.Unless(number >= 1 && number <= commits.Count ? Same(found, commits[number - 1]) : found is null, $"{where}: commit {number} is another");
                KitFailure.Unless(store.HeadNumber() == commits.Count && (commits.Count == 0 ? store.Head() is null : Same(store.Head(), commits[^1])), $"{where}: the head is another");
                break;
        }
    }
}
