using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Schema;
using Quern.Stores.Delta;
using Quern.Stores.Sources;
using Quern.Stores.Streams;
using Quern.Testing.Kits;

namespace Quern.Connectors.Tests.S3;

/// <summary>Delta tables in object storage pass the kit, on a server that fails on demand.</summary>
public sealed class S3HistoryKitTests
{
    public static TheoryData<string> Cases => [.. HistoryTablesKit.Names];

    [Theory, MemberData(nameof(Cases))]
    public void Delta_tables_in_objects_pass_the_kit(string name) => new HistoryTablesKit(() => new Place()).Run(name);

    private sealed class Place : IHistoryTablesPlace
    {
        private readonly S3Place _place = new();

        public IHistoryTables Open() => new DeltaHistoryTables(TablePlace.Of(_place.NewStorage(), new(S3Place.Bucket, "history")), TimeProvider.System, new() { Threads = 1 });

        public void Read(string stream, RowSchema schema, IScanSink sink)
        {
            var rows = new RowSchema("Row", [schema.Fields[0] with { Member = "Time" }, .. schema.Fields.Skip(1)]);
            var source = new SourceDefinition { Name = stream, Schema = rows, Format = SourceFormat.Delta, Location = $"s3://{S3Place.Bucket}/history/{stream}", EventTime = RowExpression.TryCreate((Row row) => row.Time, rows, "event time", [])! };
            using var reader = new DuckSourceReader(_place.Folder, storage: _place.NewStorage());
            reader.Scan(new(source, [.. Enumerable.Range(0, rows.Fields.Count)], null, new(BadRowPolicy.Fail)), sink, TestContext.Current.CancellationToken);
        }

        public IDisposable Fail(int seed) => new Failing(_place.Server, seed);

        public void Dispose() => _place.Dispose();
    }

    private sealed record Row
    {
        public DateTimeOffset Time { get; init; }
    }
}
