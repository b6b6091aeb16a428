using System.Collections.Concurrent;
using System.Globalization;
using Quern.Engine.Registry;
using Quern.Planning;
using Quern.Planning.Snapshots;

namespace Quern.Testing.Kits;

/// <summary>What a registry does with plans.</summary>
internal static class RegistryPlanCases
{
    private const int Writers = 4;
    private const int PlansOfEach = 8;

    public static void AreNumbered(IRegistryStorePlace place)
    {
        var store = place.Open();
        KitFailure.Unless(store.OpenPlans().Count == 0 && store.FindPlan(1) is null && store.EndOfPlan(1) is null, "there is a plan");
        RegistryPlan[] plans = [PlanOf("Zürich \"ada\" \\ \n ☃") with { Number = 7 }, PlanOf("bob") with { Over = 3 }];
        for (var i = 0; i < plans.Length; i++)
        {
            plans[i] = plans[i] with { Number = i + 1 };
            KitFailure.Unless(Same(place.Open().KeepPlan(plans[i]), plans[i]), $"plan {i + 1} was kept as another");
            KitFailure.Unless(Same(place.Open().FindPlan(i + 1), plans[i]) && place.Open().FindPlan(i + 2) is null, $"plan {i + 1} is another");
        }

        KitFailure.Unless(place.Open().OpenPlans() is [1, 2], "the open plans are others");
        KitFailure.Unless(store.HeadNumber() == 0, "a plan is a commit");
    }

    public static void EndOnce(IRegistryStorePlace place)
    {
        var store = place.Open();
        for (var i = 0; i < 3; i++) store.KeepPlan(PlanOf("ada"));
        PlanEnd closed = new(1, "bob", new(5), null), applied = new(3, "ada", new(6), 12);
        KitFailure.Unless(store.TryEndPlan(closed) is null && place.Open().TryEndPlan(applied) is null, "a plan could not be ended");
        KitFailure.Unless(place.Open().TryEndPlan(new(1, "eve", new(7), 13)) == closed, "who came second did not get the first end");
        KitFailure.Unless(place.Open().EndOfPlan(1) == closed && place.Open().EndOfPlan(2) is null && place.Open().EndOfPlan(3) == applied, "an end is another");
        KitFailure.Unless(place.Open().OpenPlans() is [2], "others than plan 2 are open");
        KitFailure.Unless(store.FindPlan(1) is { Number: 1 }, "a plan went with its end");
        KitFailure.Unless(store.KeepPlan(PlanOf("ada")).Number == 4, "a number was given twice");
    }

    public static void Race(IRegistryStorePlace place)
    {
        var (kept, ended) = (new ConcurrentBag<RegistryPlan>(), new ConcurrentBag<PlanEnd>());
        using var start = new Barrier(Writers);
        Task[] writers = [.. Enumerable.Range(0, Writers).Select(writer => Task.Factory.StartNew(() => Write(place.Open(), writer, start, kept, ended), TaskCreationOptions.LongRunning))];
        Task.WaitAll(writers);
        KitFailure.Unless(kept.Select(plan => plan.Number).Order().SequenceEqual(Enumerable.Range(1, Writers * PlansOfEach)), "a number was given twice or left out");
        KitFailure.Unless(kept.All(plan => Same(place.Open().FindPlan(plan.Number), plan)), "a plan is another writer's");
        KitFailure.Unless(ended.Select(end => end.Plan).Distinct().Count() == ended.Count && ended.All(end => place.Open().EndOfPlan(end.Plan) == end), "a plan was ended by two");
        KitFailure.Unless(ended.Count + place.Open().OpenPlans().Count == Writers * PlansOfEach, "a plan is neither open nor ended");
    }

    private static void Write(IRegistryStore store, int writer, Barrier start, ConcurrentBag<RegistryPlan> kept, ConcurrentBag<PlanEnd> ended)
    {
        start.SignalAndWait();
        for (var i = 0; i < PlansOfEach; i++)
        {
            kept.Add(store.KeepPlan(PlanOf(string.Create(CultureInfo.InvariantCulture, $"writer {writer}, {i}"))));
            // All writers want the same plan to end.
            if (store.OpenPlans() is [var first, ..] && new PlanEnd(first, $"writer {writer}", new(i), null) is var end && store.TryEndPlan(end) is null) ended.Add(end);
        }
    }

    private static RegistryPlan PlanOf(string author)
    {
        LineageNode source = new(LineageKind.Source, "clicks"), view = new(LineageKind.View, "user_clicks@2");
        return new(0, null, author, new(1_000_001), "why", RepositorySnapshot.Empty, "abc", new(42, ["leaves out 3 of 9 rows"], new([source, view], [new(source, view, "count_1h"), new(source, view, null)])));
    }

    private static bool Same(RegistryPlan? left, RegistryPlan right) => left is not null && PlanJson.Write(left).AsSpan().SequenceEqual(PlanJson.Write(right));
}
