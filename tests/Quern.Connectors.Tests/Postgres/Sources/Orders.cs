using System.Globalization;
using System.Text;
using Quern.Planning;
using Quern.Time;

namespace Quern.Connectors.Tests.Postgres.Sources;

/// <summary>An order.</summary>
public sealed record Order
{
    public long Id { get; init; }

    public string Customer { get; init; } = "";

    public double? Amount { get; init; }

    public int? Items { get; init; }

    public bool Gift { get; init; }

    public string? Shop { get; init; }

    public DateTimeOffset At { get; init; }
}

/// <summary>Features of customers, from orders that lie anywhere.</summary>
/// <param name="orders">Where they lie.</param>
internal sealed class OrderFeatures(Func<Source<Order>> orders) : FeatureRepository
{
    public Entity Customer => Entity("customer", "Who buys");

    public Source<Order> Orders => orders();

    public FeatureView Spending => Orders.By(Customer, order => order.Customer).Windows("1h", "1d", "lifetime").Aggregate(w => new
    {
        Orders = w.Count(),
        Amount = w.Sum(order => order.Amount),
        Deviation = w.StdDev(order => order.Amount),
        Items = w.Sum(order => order.Items),
        Shops = w.LastDistinct(order => order.Shop, 3),
        Gifts = w.Count(order => order.Gift),
    });

    public FeatureView Latest => Orders.By(Customer, order => order.Customer).Latest(order => new { order.Amount, order.Shop, order.Items });

    public FeatureService Checkout => Service(Spending, Latest);

    public static OrderFeatures InPostgres(string table = "public.orders") => new(() => Postgres<Order>("warehouse", table, source => source.EventTime(order => order.At), "orders"));

    public static OrderFeatures InQuery(string query) => new(() => PostgresSql<Order>("warehouse", query, source => source.EventTime(order => order.At), "orders"));

    public static OrderFeatures InCsv => new(() => Csv<Order>("orders.csv", source => source.EventTime(order => order.At), "orders"));

    public static OrderFeatures InParquet => new(() => Parquet<Order>("table/*.parquet", source => source.EventTime(order => order.At), "orders"));

    public static OrderFeatures In(string format, string location) => new(() => format switch
    {
        "csv" => Csv<Order>(location, source => source.EventTime(order => order.At), "orders"),
        "ndjson" => NdJson<Order>(location, source => source.EventTime(order => order.At), "orders"),
        "delta" => Delta<Order>(location, source => source.EventTime(order => order.At), "orders"),
        _ => Parquet<Order>(location, source => source.EventTime(order => order.At), "orders"),
    });

    public RepositoryPlan Plan()
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(this), new PlanOptions());
        findings.ShouldBeEmpty();
        return plan!;
    }
}

/// <summary>Random orders, and the forms in which they are written.</summary>
internal static class RandomOrders
{
    public const string Table = "CREATE TABLE orders (id bigint PRIMARY KEY, customer text NOT NULL, amount numeric(12, 4), items integer, gift boolean NOT NULL, shop varchar(80), at timestamptz NOT NULL)";

    private static readonly string?[] Shops = [null, "a", "Zürich HB, Gleis 3", "\"quoted\", with a comma", "a text that is longer than sixteen bytes"];

    public static readonly DateTimeOffset Start = new(2024, 5, 1, 0, 0, 0, TimeSpan.Zero);

    public static Order[] Make(Random random, int count) => [.. Enumerable.Range(1, count).Select(id => new Order
    {
        Id = id,
        Customer = "c" + random.Next(20).ToString(CultureInfo.InvariantCulture),
        Amount = random.Next(5) == 0 ? null : (double)(random.Next(-100_000_000, 100_000_000) / 10_000m),
        Items = random.Next(5) == 0 ? null : random.Next(int.MinValue, int.MaxValue),
        Gift = random.Next(2) == 0,
        Shop = Shops[random.Next(Shops.Length)],
        At = Start.AddTicks(random.NextInt64(3 * TimeSpan.TicksPerDay) / 10 * 10),
    })];

    /// <summary>As COPY reads them, and DuckDB too: only a field without quotation marks is a null.</summary>
    public static string Csv(IEnumerable<Order> orders)
    {
        var text = new StringBuilder("id,customer,amount,items,gift,shop,at\n");
        foreach (var order in orders)
            text.Append(CultureInfo.InvariantCulture, $"{order.Id},{order.Customer},{order.Amount},{order.Items},{(order.Gift ? "true" : "false")},{(order.Shop is { } shop ? $"\"{shop.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : "")},{Instant.From(order.At)}\n");
        return text.ToString();
    }

    /// <summary>Brings orders into the table.</summary>
    public static void Fill(TestDatabase database, IEnumerable<Order> orders)
    {
        using var connection = database.Connect();
        using var rows = connection.BeginTextImport("COPY orders FROM STDIN (FORMAT csv, HEADER)");
        rows.Write(Csv(orders));
    }
}
