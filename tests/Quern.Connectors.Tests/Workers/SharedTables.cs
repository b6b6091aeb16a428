using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Quern.Connectors.Tests.S3;
using Quern.Connectors.Workers;
using Quern.Definitions;
using Quern.Engine.Objects;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Schema;
using Quern.Stores.Delta;
using Quern.Stores.Objects;
using Quern.Stores.Sources;
using Quern.Stores.Streams;
using Quern.Time;
using Quern.Values;

namespace Quern.Connectors.Tests.Workers;

/// <summary>The table of a shared stream of sales in object storage: how workers write it, and what must be in it.</summary>
internal sealed class SharedTables : IDisposable
{
    private static readonly Field[] All =
    [
        new("at", "Time", ValueKind.Timestamp, Nullable: true),
        .. new[] { (StreamExport.Part, ValueKind.Int32), (StreamExport.Sequence, ValueKind.Int64), (StreamExport.KnownAt, ValueKind.Timestamp), (StreamExport.Replaces, ValueKind.Int64), ("id", ValueKind.String), ("customer", ValueKind.String), ("amount", ValueKind.Float64), ("shop", ValueKind.String), ("note", ValueKind.String) }
            .Select(column => new Field(column.Item1, column.Item1, column.Item2, Nullable: true)),
    ];

    private readonly List<(Sale Sale, string? Note)> _sent = [];
    private int _workers;
    private bool _hasNotes;

    public S3Place Place { get; } = new();

    /// <summary>Gets what workers told of the table: a code, or "well".</summary>
    public ConcurrentQueue<string> Told { get; } = new();

    private TablePlace Table => TablePlace.Of(Place.Storage, new(S3Place.Bucket, "history/sales"));

    public int Sent => _sent.Count;

    /// <summary>How a worker writes it, as a process of its own.</summary>
    /// <param name="watch">What happens at its bucket; null for nothing.</param>
    public WorkerTableOptions Options(Func<IObjectStore, IObjectStore>? watch = null) => new()
    {
        Every = TimeSpan.FromMilliseconds(60),
        Patience = TimeSpan.FromSeconds(1),
        Tell = (_, finding) => Told.Enqueue(finding?.Code ?? "well"),
        Open = stop =>
        {
            var storage = new ObjectStorage(_ => watch is null ? Place.Store : watch(Place.Store), Path.Combine(Place.Folder, string.Create(CultureInfo.InvariantCulture, $"worker-{Interlocked.Increment(ref _workers)}")), 1L << 30, TimeProvider.System) { Stop = stop };
            return new DeltaHistoryTables(TablePlace.Of(storage, new(S3Place.Bucket, "history")), TimeProvider.System, new() { Threads = 1 });
        },
    };

    /// <summary>Sends sales, those with a note after the ones without.</summary>
    public void Send(SharedProject project, Random random, int count, bool hasNotes = false)
    {
        _hasNotes |= hasNotes;
        foreach (var sale in FedProject.Sales(random, count, _sent.Count)) _sent.Add((sale, hasNotes && random.Next(2) == 0 ? $"note {sale.Id}" : null));
        project.Send(_sent[^count..].Select(each => (each.Sale.Customer, hasNotes ? JsonSerializer.Serialize(new { at = each.Sale.At, id = each.Sale.Id, customer = each.Sale.Customer, amount = each.Sale.Amount, shop = each.Sale.Shop, note = each.Note }) : FedProject.Json(each.Sale))));
    }

    /// <summary>That each event of each part is in the table once, in the order in which it was sent, with when it was known.</summary>
    public void ShouldHaveAll(SharedProject project, string because)
    {
        var next = new long[SharedProject.Parts];
        var expected = _sent.Select(each =>
        {
            var part = project.Settings.Shared.PartOf(SharedProject.KeyOf(each.Sale.Customer));
            var number = next[part]++;
            return Line([Instant.From(each.Sale.At), part, number, project.LogOf(part).KnownBefore("sales", number + 1), null, each.Sale.Id, each.Sale.Customer, each.Sale.Amount.ToString("R", CultureInfo.InvariantCulture), each.Sale.Shop, .. _hasNotes ? [each.Note] : Array.Empty<object?>()]);
        }).Order(StringComparer.Ordinal).ToArray();
        var rows = Rows();
        rows.ShouldBe(expected, $"{because}: {rows.Length} of {expected.Length}; {string.Join("; ", rows.Except(expected).Take(3))} where {string.Join("; ", expected.Except(rows).Take(3))} are expected; {string.Join(' ', Told)}");
    }

    /// <summary>How often what was done to it; nothing while there is none.</summary>
    public IReadOnlyDictionary<string, int> Operations()
    {
        if (!DeltaTable.Exists(Table)) return new Dictionary<string, int>();
        using var table = Open();
        return table.Versions().CountBy(version => version.Operation).ToDictionary();
    }

    /// <summary>The table as another tool finds it.</summary>
    public DeltaTable Open() => DeltaTable.Open(Table, TimeProvider.System);

    public void Dispose() => Place.Dispose();

    private string[] Rows()
    {
        // Of a table that never had a column nobody asks for it.
        var columns = _hasNotes ? All : All[..^1];
        var schema = new RowSchema("Row", columns);
        var source = new SourceDefinition { Name = "sales", Schema = schema, Format = SourceFormat.Delta, Location = $"s3://{S3Place.Bucket}/history/sales", EventTime = RowExpression.TryCreate((Row row) => row.Time, schema, "event time", [])! };
        using var reader = new DuckSourceReader(Place.Folder, storage: Place.NewStorage());
        var sink = new Lines();
        reader.Scan(new(source, [.. Enumerable.Range(0, columns.Length)], null, new(BadRowPolicy.Fail)), sink, TestContext.Current.CancellationToken);
        return sink.Sorted;
    }

    private static string Line(IEnumerable<object?> values) => string.Join(' ', values.Select(value => value ?? "null"));

    private sealed record Row
    {
        public DateTimeOffset Time { get; init; }
    }

    /// <summary>Rows as lines, in order of these.</summary>
    private sealed class Lines : IScanSink, IBatchSink
    {
        private readonly List<string> _lines = [];

        public string[] Sorted => [.. _lines.Order(StringComparer.Ordinal)];

        public IBatchSink Open() => this;

        public void Take(EventBatch batch)
        {
            lock (_lines)
                for (var row = 0; row < batch.Count; row++)
                    _lines.Add(Line(batch.Schema.Fields.Select((column, field) => column.Kind == ValueKind.Float64 ? batch[field][row].AsDouble().ToString("R", CultureInfo.InvariantCulture) : (object)batch[field][row])));
        }
    }
}
