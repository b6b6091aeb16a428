using Quern.Engine.PointInTime;
using Quern.Stores.Lmdb;

namespace Quern.RealData.Tests.Bikeshare;

public sealed class LawTests
{
    private static readonly DateTimeOffset Start = new(2014, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Middle = new(2014, 10, 30, 9, 17, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2014, 11, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly (DateTimeOffset From, DateTimeOffset To)[] Early = [(Start, Middle), (Middle, End)];
    private static readonly (DateTimeOffset From, DateTimeOffset To)[] Late = [(Middle, End), (Start, Middle)];

    // Trips are in the order of their starts, so by their ends they arrive out of order: one backfill, two, or the later half first are the same.
    [Fact]
    public void Backfill_CutInTwoInAnyOrder_IsTheWholeBackfill()
    {
        using var bench = new Workbench(SharedData.Folder("bikeshare"), new TripFeatures());
        using var whole = Fill(bench, (Start, End));
        using var early = Fill(bench, Early);
        using var late = Fill(bench, Late);
        foreach (var request in Requests(bench))
        {
            var expected = OnlineRead.Of(whole, request);
            Differences.FromHistory(expected, bench, request).ShouldBeEmpty();
            Differences.Between(OnlineRead.Of(early, request), expected).ShouldBeEmpty();
            Differences.Between(OnlineRead.Of(late, request), expected).ShouldBeEmpty();
        }
    }

    private static LmdbOnlineStore Fill(Workbench bench, params (DateTimeOffset From, DateTimeOffset To)[] stretches)
    {
        var store = bench.NewOnline();
        foreach (var (from, to) in stretches) bench.Materialize(store, from, to);
        return store;
    }

    private static HistoryRequest[] Requests(Workbench bench) =>
    [
        bench.Ask("terminals", "SELECT DISTINCT start_terminal AS terminal, TIMESTAMP '2014-11-02 09:00:00' AS t FROM 'trips.csv.gz'"),
        bench.Ask("bikes", "SELECT DISTINCT bike_id AS bike, TIMESTAMP '2014-11-02 09:00:00' AS t FROM 'trips.csv.gz'"),
    ];
}
