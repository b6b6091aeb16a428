using Quern.Engine.Materialization;
using Quern.Engine.Online;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Engine.Tests.PointInTime;
using Quern.Testing.Online;
using Quern.Time;

namespace Quern.Engine.Tests.Materialization;

/// <summary>A materialization that finds somebody else at work.</summary>
public sealed class PatienceTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Materialization_WaitsForItsTurn(int refusals)
    {
        using var store = new BusyStore(refusals);
        Run(store, TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken).Range.IsEmpty.ShouldBeFalse();
        store.Asked.ShouldBe(refusals + 1);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(100, 3)]
    public void Materialization_ThatHasWaitedLongEnough_SaysSo(int patience, int asked)
    {
        using var store = new BusyStore(int.MaxValue);
        Should.Throw<QuernException>(() => Run(store, TimeSpan.FromMilliseconds(patience), TestContext.Current.CancellationToken)).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN4007");
        store.Asked.ShouldBe(asked);
    }

    [Fact]
    public void Materialization_ThatIsCalledOff_WaitsNoLonger()
    {
        using var store = new BusyStore(int.MaxValue);
        Should.Throw<OperationCanceledException>(() => Run(store, TimeSpan.FromDays(1), new(canceled: true)));
        store.Asked.ShouldBe(1);
    }

    private static MaterializationReport Run(IOnlineStore store, TimeSpan patience, CancellationToken cancellation)
    {
        var cases = new Histories(7, new EveryAggregate());
        return new Materializer(cases.Reader(cases.Events(10)), store, new HistoryLimits(1, 1 << 28)) { Patience = patience }
            .Run(new(cases.Service.Reads[0].View, null, Instant.From(cases.Time()), Rebuild: false, new BadRows(BadRowPolicy.Fail)), null, cancellation);
    }

    /// <summary>A store that somebody else materializes into until it has been asked so many times.</summary>
    private sealed class BusyStore(int refusals) : IOnlineStore
    {
        private readonly MemoryOnlineStore _store = new();

        public int Asked { get; private set; }

        public IOnlineSnapshot OpenSnapshot() => _store.OpenSnapshot();

        public IOnlineWrite BeginWrite() => _store.BeginWrite();

        public IDisposable LockMaterialization() => Asked++ < refusals ? throw new QuernException(new Finding("QRN4007", "somebody else is at work")) : _store.LockMaterialization();

        public void Dispose() => _store.Dispose();
    }
}
