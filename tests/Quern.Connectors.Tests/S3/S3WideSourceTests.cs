using Quern.Connectors.Tests.Postgres.Sources;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Schema;
using Quern.Stores.Delta;
using Quern.Stores.Sources;
using Quern.Values;

namespace Quern.Connectors.Tests.S3;

/// <summary>Wide Parquet objects: the same bits as from files, for the bytes of the columns that are read.</summary>
public sealed class S3WideSourceTests : IDisposable
{
    private const int FileRows = 4000;
    private readonly S3Place _place = new();

    [Theory]
    [InlineData(1), InlineData(2)]
    public void TrainingSet_IsTheSame_FromFilesAndFromPartsOfObjects_WhileTheStoreFails(int seed)
    {
        var bytes = Put(seed, files: 2);
        var spine = Spine(seed);
        using var files = new DuckSourceReader(_place.Folder, new DuckResources { Threads = 2 });
        var expected = SameBitsTests.Answers(files, OrderFeatures.InParquet, spine);
        _place.Server.Faults = new(seed, 0.2, S3Fault.Error500, S3Fault.SlowDown503, S3Fault.CutBefore, S3Fault.CutAfter, S3Fault.TornAnswer);
        foreach (var (format, location) in new[] { ("parquet", "table/*.parquet"), ("delta", "table") })
        {
            using var reader = new DuckSourceReader(_place.Folder, new DuckResources { Threads = 2 }, storage: _place.Storage);
            SameBitsTests.Answers(reader, OrderFeatures.In(format, $"s3://{S3Place.Bucket}/{location}"), spine).ShouldBe(expected, $"seed {seed}, {location}");
        }

        // With what was sent twice.
        _place.Server.Faults.Count.ShouldBeGreaterThan(0);
        _place.Server.Sent.ShouldBeLessThan(bytes / 2);
    }

    [Fact]
    public void View_OfThreeOfSixtyColumns_BringsUnderATenth_APlanFootersAlone_AndASecondRunNothing()
    {
        var bytes = Put(1, files: 2);
        var features = new WideFeatures($"s3://{S3Place.Bucket}/table/*.parquet");
        var spine = Spine(1);
        using (var reader = new DuckSourceReader(_place.Folder, storage: _place.Storage))
        {
            reader.Check(features.Orders.Definition).ShouldBeEmpty();
            reader.EstimateRows(features.Orders.Definition).ShouldBe(2 * FileRows);
            _place.Server.Sent.ShouldBeInRange(1, 2 * 66_000);
            using var files = new DuckSourceReader(_place.Folder);
            SameBitsTests.Answers(reader, features.Plan(), spine).ShouldBe(SameBitsTests.Answers(files, new WideFeatures("table/*.parquet").Plan(), spine));
        }

        var sent = _place.Server.Sent;
        sent.ShouldBeLessThan(bytes / 10);
        using var again = new DuckSourceReader(_place.Folder, storage: _place.NewStorage());
        SameBitsTests.Answers(again, features.Plan(), spine);
        _place.Server.Sent.ShouldBe(sent);
    }

    public void Dispose() => _place.Dispose();

    private static (string Customer, DateTimeOffset At)[] Spine(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 200).Select(_ => ("c" + random.Next(22), RandomOrders.Start.AddTicks(random.NextInt64(4 * TimeSpan.TicksPerDay))))];
    }

    // Orders with so many columns more that there are sixty; how long all files are.
    private long Put(int seed, int files)
    {
        var orders = OrderFeatures.InParquet.Orders.Definition.Schema;
        var schema = new RowSchema("Row", [.. orders.Fields, .. Enumerable.Range(orders.Fields.Count, 60 - orders.Fields.Count).Select(k => new Field($"n{k}", $"N{k}", ValueKind.Float64, true))]);
        var random = new Random(seed);
        using (var table = DeltaTable.OpenOrCreate(TablePlace.Of(Path.Combine(_place.Folder, "table")), new(schema), TimeProvider.System))
            foreach (var part in RandomOrders.Make(random, files * FileRows).Chunk(FileRows))
            {
                var batch = new EventBatch(schema) { Count = part.Length };
                foreach (var order in part)
                    for (var field = 0; field < schema.Fields.Count; field++)
                        if (field < orders.Fields.Count) RecordField.Append(order, schema.Fields[field], batch[field]);
                        else ((Float64Column)batch[field]).Append(random.NextDouble());
                using var rows = table.BeginAppend();
                rows.Add(batch, TestContext.Current.CancellationToken);
                rows.Commit(null, TestContext.Current.CancellationToken);
            }

        var bytes = 0L;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_place.Folder, "table"), "*", SearchOption.AllDirectories))
        {
            var content = File.ReadAllBytes(file);
            _place.Store.Put(Path.GetRelativePath(_place.Folder, file), content, TestContext.Current.CancellationToken);
            if (file.EndsWith(".parquet", StringComparison.Ordinal)) bytes += content.Length;
        }

        return bytes;
    }

    /// <summary>An order, as far as somebody has declared it.</summary>
    public sealed record WideOrder
    {
        public DateTimeOffset At { get; init; }

        public string Customer { get; init; } = "";

        public double? Amount { get; init; }

        public double? N20 { get; init; }

        public double? N59 { get; init; }
    }

    private sealed class WideFeatures(string location) : FeatureRepository
    {
        public Entity Customer => Entity("customer", "Who buys");

        public Source<WideOrder> Orders => Parquet<WideOrder>(location, source => source.EventTime(order => order.At), "orders");

        public FeatureView Spending => Orders.By(Customer, order => order.Customer).Windows("1d", "lifetime").Aggregate(w => new { Orders = w.Count(), Amount = w.Sum(order => order.Amount) });

        public FeatureService Checkout => Service(Spending);

        public RepositoryPlan Plan()
        {
            var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(this), new PlanOptions());
            findings.ShouldBeEmpty();
            return plan!;
        }
    }
}
