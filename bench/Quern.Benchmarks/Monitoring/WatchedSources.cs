namespace Quern.Benchmarks.Monitoring;

/// <summary>A flight as the file has it.</summary>
public sealed record WatchedFlight
{
    public DateTimeOffset Date { get; init; }

    public long? Delay { get; init; }

    public double? Distance { get; init; }

    public string? Origin { get; init; }

    public string? Destination { get; init; }
}

/// <summary>A trip of a bike.</summary>
public sealed record WatchedTrip
{
    [Column("start_date")]
    public DateTimeOffset Start { get; init; }

    public double? Duration { get; init; }

    [Column("start_station")]
    public string? From { get; init; }

    [Column("end_station")]
    public string? To { get; init; }

    [Column("bike_id")]
    public long? Bike { get; init; }

    [Column("subscription_type")]
    public string? Subscription { get; init; }
}

/// <summary>A line of an invoice.</summary>
public sealed record WatchedLine
{
    [Column("InvoiceDate")]
    public DateTimeOffset At { get; init; }

    [Column("Quantity")]
    public double? Quantity { get; init; }

    [Column("UnitPrice")]
    public double? Price { get; init; }

    [Column("StockCode")]
    public string? Product { get; init; }

    [Column("CustomerID")]
    public double? Customer { get; init; }

    [Column("Country")]
    public string? Country { get; init; }
}

/// <summary>Real data, read by queries so that faults can be put in.</summary>
public sealed class WatchedSources : FeatureRepository
{
    public static Source Flights(string query) => Sql<WatchedFlight>(query, source => source.EventTime(flight => flight.Date), null, "flights");

    public static Source Trips(string query) => Sql<WatchedTrip>(query, source => source.EventTime(trip => trip.Start), null, "trips");

    public static Source Lines(string query) => Sql<WatchedLine>(query, source => source.EventTime(line => line.At), null, "lines");
}
