namespace Quern.Planning.Tests;

/// <summary>A sound repository with one entity under two names, versions, on-demand features over others and request fields.</summary>
internal sealed class TravelRepository : FeatureRepository
{
    public Entity Airport => Entity("airport");

    public Entity Route => Entity("route", "Two airports", "origin", "destination");

    public Source<Trip> Trips => Parquet<Trip>("trips.parquet", source => source.EventTime(t => t.At).Stream("trips"));

    public Source<Trip> LongTrips => Sql<Trip>("select * from trips where price > 100", source => source.EventTime(t => t.At), [Trips]);

    public FeatureView Prices => Trips.By(Airport, t => t.From).Windows("1h", "7d").Aggregate(w => new { Trips = w.Count(), Price = w.Mean(t => t.Price) });

    public FeatureView NewPrices => Trips.By(Airport, t => t.From).Windows("1h").Aggregate(w => new { Price = w.Max(t => t.Price), Seats = w.Last(t => t.Seats) }).Named("prices").Version(2);

    public FeatureView Routes => LongTrips.By(Route, t => new { t.From, t.To }).Lifetime().Aggregate(w => new { Best = w.Min(t => t.Price) });

    public FeatureView Places => Trips.By(Airport, t => t.From).Latest(t => new { t.Name, t.Code }).Ttl("1d").Meaning(Schema.FeatureType.Identifier, "code");

    [OnDemand] public static double? Markup([Request] double price, [Feature("prices:price_7d")] double? usual) => price / usual;

    [OnDemand] public static double? Double(double? markup) => markup * 2;

    [OnDemand] public static string Greeting(string? name) => $"Welcome to {name}";

    public FeatureService Quote => Service(
        Prices.Key("airport", "origin").Only("trips_1h", "price_1h"),
        Prices.As("there").Key(Airport, "destination").Only("price_1h"),
        Routes,
        OnDemand(Double),
        OnDemand(Greeting));

    internal sealed record Trip
    {
        public DateTimeOffset At { get; init; }
        public string From { get; init; } = "";
        public string To { get; init; } = "";
        public double Price { get; init; }
        public int Seats { get; init; }
        public int Code { get; init; }
        public string? Name { get; init; }
    }
}
