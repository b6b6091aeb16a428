using System.Collections.Concurrent;
using Quern.Planning;
using Quern.Server.Tests.Streams;

namespace Quern.Server.Tests.Vectors;

/// <summary>A gate at which an on-demand method stays until it is opened. A test has gates of its own, by the amount that was spent.</summary>
internal sealed class Gate : IDisposable
{
    private static readonly ConcurrentDictionary<double, Gate> Gates = new();
    private static int _last;

    private readonly ManualResetEventSlim _entered = new();
    private readonly ManualResetEventSlim _open = new();
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private int _passed;

    public Gate()
    {
        Amount = Interlocked.Increment(ref _last);
        Gates[Amount] = this;
    }

    /// <summary>Gets the amount whose gate it is.</summary>
    public double Amount { get; }

    /// <summary>Gets how many calls have gone through.</summary>
    public int Passed => Volatile.Read(ref _passed);

    public static void Pass(double? amount)
    {
        if (amount is not { } spent || !Gates.TryGetValue(spent, out var gate)) return;
        gate._entered.Set();
        gate._open.Wait(gate._stop);
        Interlocked.Increment(ref gate._passed);
    }

    public void WaitUntilEntered()
    {
        _entered.Wait(_stop);
        _entered.Reset();
    }

    public void Open() => _open.Set();

    public void Shut()
    {
        _open.Reset();
        _entered.Reset();
    }

    // Nobody may be left waiting for what is gone.
    public void Dispose()
    {
        Gates.TryRemove(Amount, out _);
        _open.Set();
    }
}

/// <summary>Services with an on-demand feature that stays at a gate, and another that needs it.</summary>
internal sealed class HeldFeatures : FeatureRepository
{
    public static RepositoryPlan Plan { get; } = Plans.Of(new HeldFeatures());

    public Entity Customer => Entity("customer", "Somebody who buys");

    public Source<Sale> Purchases => Stream<Sale>(source => source.EventTime(s => s.At));

    public FeatureView Spending => Purchases.By(Customer, s => s.Customer).Windows("1h").Aggregate(w => new { Spent = w.Sum(s => s.Amount), Count = w.Count() });

    public FeatureView LastSale => Purchases.By(Customer, s => s.Customer).Latest(s => new { s.Shop, LastAmount = s.Amount });

    [OnDemand] public static double? Twice(double? spent_1h) => spent_1h * 2;

    [OnDemand]
    public static double? Held(double? spent_1h)
    {
        Gate.Pass(spent_1h);
        return spent_1h + 0.5;
    }

    [OnDemand] public static double? AfterHeld(double? held) => held + 1;

    public FeatureService Plain => Service(Spending, LastSale, OnDemand(Twice), OnDemand(Held), OnDemand(AfterHeld));

    public FeatureService Guarded => Service(
        Spending.OrElse("count_1h", 0),
        LastSale.OrElseLast("shop", within: "10m").OrElse("shop", "nowhere"),
        OnDemand(Held).OrElseLast(within: "5m").OrElse(-1),
        OnDemand(AfterHeld));
}
