using System.Text;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Stores.Delta;
using Quern.Stores.Sources;
using Quern.Time;
using Quern.Values;

namespace Quern.Connectors.Tests.Postgres.Sources;

/// <summary>The same rows give the same bits, wherever they lie.</summary>
[Collection(PostgresTests.Name)]
public sealed class SameBitsTests(PostgresCluster cluster) : IDisposable
{
    private readonly Warehouse _warehouse = new(cluster);
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-bits-").FullName;

    [Theory]
    [InlineData(1), InlineData(2)]
    public void TrainingSet_IsTheSame_FromFilesAndFromPostgres(int seed)
    {
        var random = new Random(seed);
        var orders = RandomOrders.Make(random, 3000);
        _warehouse.Database.Do(RandomOrders.Table);
        RandomOrders.Fill(_warehouse.Database, orders);
        WriteFiles(orders);
        var spine = Enumerable.Range(0, 300).Select(_ => (Customer: "c" + random.Next(22), At: RandomOrders.Start.AddTicks(random.NextInt64(4 * TimeSpan.TicksPerDay)))).ToArray();
        using var files = new DuckSourceReader(_folder, new DuckResources { Threads = 2 });

        var expected = Answers(files, OrderFeatures.InParquet, spine);

        expected.ShouldContain(line => line.EndsWith(" null", StringComparison.Ordinal), $"seed {seed}");
        void Same(ISourceReader reader, OrderFeatures features) => Answers(reader, features, spine).Except(expected).Take(5).ShouldBeEmpty($"seed {seed}");
        Same(files, OrderFeatures.InCsv);
        Same(_warehouse.Reader, OrderFeatures.InPostgres());
        Same(_warehouse.Reader, OrderFeatures.InQuery("SELECT * FROM orders ORDER BY random()"));
    }

    public void Dispose()
    {
        _warehouse.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    internal static string[] Answers(ISourceReader reader, OrderFeatures features, (string Customer, DateTimeOffset At)[] spine) => Answers(reader, features.Plan(), spine);

    internal static string[] Answers(ISourceReader reader, RepositoryPlan plan, (string Customer, DateTimeOffset At)[] spine)
    {
        var (times, names) = (new Int64Column(ValueKind.Timestamp), new TextColumn(new StringPool()));
        foreach (var (customer, at) in spine)
        {
            times.Append(Instant.From(at).Microseconds);
            names.Append(Encoding.UTF8.GetBytes(customer));
        }

        var service = plan.Services["checkout"];
        var result = new HistoryEngine(reader, new(2, 1 << 28)).Compute(new(service, times, [names], [], false, new(BadRowPolicy.Fail)), null, TestContext.Current.CancellationToken);
        return
        [
            .. from read in Enumerable.Range(0, service.Reads.Count) from feature in Enumerable.Range(0, service.Reads[read].Features.Count) from row in Enumerable.Range(0, spine.Length)
               let value = result.Of(new OnDemandInput(InputKind.Feature, read, feature))[row]
               select value.IsNull ? $"{row} {read}.{feature} null" : $"{row} {read}.{feature} {value} {value.Bits:x}",
        ];
    }

    private void WriteFiles(Order[] orders)
    {
        File.WriteAllText(Path.Combine(_folder, "orders.csv"), RandomOrders.Csv(orders));
        var schema = OrderFeatures.InParquet.Orders.Definition.Schema;
        using var table = DeltaTable.OpenOrCreate(Path.Combine(_folder, "table"), new(schema), TimeProvider.System);
        using var rows = table.BeginAppend();
        rows.Add(RecordField.Batch(schema, orders), TestContext.Current.CancellationToken);
        rows.Commit(null, TestContext.Current.CancellationToken);
    }
}
