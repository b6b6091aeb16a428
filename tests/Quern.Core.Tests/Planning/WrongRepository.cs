namespace Quern.Planning.Tests;

/// <summary>Everything that one can get wrong, for the test that pins what is said about it.</summary>
internal sealed class WrongRepository : FeatureRepository
{
    public static Entity User => Entity("user");

    public Entity Pair => Entity("Pair", "two users", "left", "right", "left");

    public Source<Order> Orders => Parquet<Order>("orders/*.parquet", source => source.EventTime(o => o.At).Delay("2 hours").Where(o => o.Lines.Contains("x")));

    public Source<Order> Timeless => Csv<Order>("orders.csv", source => source);

    public FeatureView Spending => Orders
        .By(User, o => o.UserId)
        .Windows("1h", "24h", "1d", "7x", "200000d")
        .Aggregate(w => new
        {
            Total = w.Sum(o => o.Comment),
            Recent = w.Last(o => o.Amount, 0),
            Late = w.Count(o => o.At > DateTimeOffset.UtcNow),
            Fading = w.DecayedSum(o => o.Amount, "soon"),
            Share = w.Quantile(o => o.Amount, 1.5),
            Fine = w.Mean(o => o.Amount),
        })
        .Ttl("1d").Hop("7m").Version(0);

    public FeatureView ByAmount => Orders.By(User, o => o.Amount).Latest(o => new { o.Comment }).Hop("1h");

    public FeatureView ByTwo => Orders.By(User, o => o.UserId, o => o.Comment).Latest(o => new { o.Comment, Both = o.At - o.At });

    public FeatureView ByComment => Orders.By(User, o => o.Comment).Latest(o => new { Last = o.Comment });

    public FeatureView Windowless => Orders.By(User, o => o.UserId).Aggregate(w => new { Orders = w.Count() });

    public FeatureView Renamed => Orders.By(User, o => o.UserId).Latest(o => new { o.Amount }).Named("by_comment").Owner("me");

    public FeatureView Broken => throw new InvalidOperationException("no such file");

    public Source<Order> Live => Stream<Order>(source => source.EventTime(o => o.At).EventKey(o => o.UserId));

    public Source<Order> AlsoLive => Stream<Order>(source => source.EventTime(o => o.At).Stream("live"));

    public Source<Order> Shouted => Stream<Order>(source => source.EventTime(o => o.At).Stream("SHOUTED"));

    public Source<Order> Asked => Sql<Order>("SELECT * FROM live", source => source.EventTime(o => o.At), [Live]);

    public FeatureView Newest => Live.By(User, o => o.UserId).Latest(o => new { o.Amount }).Owner("me");

    public FeatureService Empty => Service();

    public FeatureService Clashing => Service(ByAmount, ByComment.Only("last", "lsat"), ByTwo.Key("usr", "u"), ByTwo.As("ByTwo"), ByTwo, OnDemand(Twice));

    [OnDemand] public static double? Pressure(double? fine_1d, double? fine_1dd) => fine_1d - fine_1dd;

    [OnDemand] public static long? Twice(long? comment) => comment;

    [OnDemand] public static double Up(double down) => down;

    [OnDemand] public static double Down(double up) => up;

    [OnDemand] public static decimal Money([Request] object amount, [Feature("spendings:fine_1h")] double fine) => (decimal)fine;

    internal sealed record Order
    {
        public DateTimeOffset At { get; init; }
        public long UserId { get; init; }
        public double Amount { get; init; }
        public string Comment { get; init; } = "";
        public string[] Lines { get; init; } = [];
        [Column("comment")] public string? Note { get; init; }
        [Column(Epoch = Schema.EpochUnit.Seconds)] public int Wrong { get; init; }
    }
}
