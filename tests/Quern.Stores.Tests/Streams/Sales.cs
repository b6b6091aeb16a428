namespace Quern.Stores.Tests.Streams;

/// <summary>A sale as it was first.</summary>
public sealed record Sale
{
    public DateTimeOffset At { get; init; }

    public string Shop { get; init; } = "";

    public int Units { get; init; }

    public long? Id { get; init; }
}

/// <summary>A sale later: with a note, of more units than fit an int, without a number.</summary>
public sealed record LaterSale
{
    public DateTimeOffset At { get; init; }

    public string Shop { get; init; } = "";

    public long Units { get; init; }

    public string? Note { get; init; }
}

public sealed class Sales : FeatureRepository
{
    public Entity Shop => Entity("shop");

    public Source<Sale> Sold => Stream<Sale>(source => source.EventTime(s => s.At).EventKey(s => s.Id), "sales");

    public FeatureView Totals => Sold.By(Shop, s => s.Shop).Windows("1h").Aggregate(w => new { Units = w.Sum(s => s.Units) });
}

public sealed class LaterSales : FeatureRepository
{
    public Entity Shop => Entity("shop");

    public Source<LaterSale> Sold => Stream<LaterSale>(source => source.EventTime(s => s.At), "sales");

    public FeatureView Totals => Sold.By(Shop, s => s.Shop).Windows("1h").Aggregate(w => new { Units = w.Sum(s => s.Units) });
}
