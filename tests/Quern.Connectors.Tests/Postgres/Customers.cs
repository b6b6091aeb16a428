namespace Quern.Connectors.Tests.Postgres;

/// <summary>A row of the table of customers, and what was done with it.</summary>
public sealed record CustomerRow
{
    public long Id { get; init; }

    public string? City { get; init; }

    public double? Balance { get; init; }

    public string Op { get; init; } = "";

    public DateTimeOffset ChangedAt { get; init; }
}

/// <summary>Definitions over the stream of customers.</summary>
internal sealed class CustomerFeatures : FeatureRepository
{
    public Entity Customer => Entity("customer", "Somebody who buys");

    public Source<CustomerRow> Customers => Stream<CustomerRow>(source => source.EventTime(c => c.ChangedAt).DeletedWhen(c => c.Op == "delete"), "customers");

    public FeatureView Profile => Customers.By(Customer, c => c.Id).Latest(c => new { c.City, c.Balance });

    public FeatureView Edits => Customers.By(Customer, c => c.Id).Windows("lifetime").Aggregate(w => new { Count = w.Count(), Sum = w.Sum(c => c.Balance) });

    public FeatureService Checkout => Service(Profile, Edits);
}

/// <summary>The least of a customer.</summary>
public sealed record PlainCustomer
{
    public long Id { get; init; }

    public DateTimeOffset ChangedAt { get; init; }
}

/// <summary>Definitions that know of no operations.</summary>
internal sealed class PlainCustomers : FeatureRepository
{
    public Entity Customer => Entity("customer", "Somebody who buys");

    public Source<PlainCustomer> Customers => Stream<PlainCustomer>(source => source.EventTime(c => c.ChangedAt), "customers");

    public FeatureView Edits => Customers.By(Customer, c => c.Id).Windows("lifetime").Aggregate(w => new { Count = w.Count() });

    public FeatureService Checkout => Service(Edits);
}
