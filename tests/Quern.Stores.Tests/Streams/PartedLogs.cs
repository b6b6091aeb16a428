using System.Globalization;
using Quern.Engine.Online;
using Quern.Engine.Parts;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Schema;
using Quern.Testing;
using Quern.Testing.Online;
using Quern.Time;

namespace Quern.Stores.Tests.Streams;

/// <summary>The logs of the parts of a stream of sales, in memory, and what a table of them must have.</summary>
internal sealed class PartedLogs(int parts, Instant now) : ISharedState
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The columns that are compared.</summary>
    public static readonly string[] Columns = [StreamExport.Part, StreamExport.Sequence, StreamExport.KnownAt, StreamExport.Replaces, "shop", "units", "id", "note"];

    private readonly MemoryOnlineStore[] _stores = [.. Enumerable.Range(0, parts).Select(_ => new MemoryOnlineStore())];

    public IReadOnlyDictionary<string, SharedStream> Streams { get; } = new Dictionary<string, SharedStream> { ["sales"] = new("sales", parts, MessageKeyForm.Text, (_, _) => 0) };

    public StreamLog LogOf(string stream, int part) => new(_stores[part]);

    public IOnlineSnapshot OpenPart(string stream, int part) => throw new NotSupportedException();

    public void Fetch(IReadOnlyList<WantedPartitions> wanted) => throw new NotSupportedException();

    public long Events => Enumerable.Range(0, parts).Sum(part => LogOf("sales", part).End("sales"));

    public void Push(int part, params Sale[] sales) => Push(part, new Sales(), sales);

    public void Push(int part, params LaterSale[] sales) => Push(part, new LaterSales(), sales);

    /// <summary>What the logs have, one after the other, as lines.</summary>
    public string[] Lines() => [.. Enumerable.Range(0, parts).SelectMany(LinesOf).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        foreach (var store in _stores) store.Dispose();
    }

    public static string Line(IEnumerable<object?> values) => string.Join(' ', values);

    private IEnumerable<string> LinesOf(int part)
    {
        var export = new StreamExport(LogOf("sales", part), "sales", part);
        var next = 0L;
        while (export.Read(next, int.MaxValue) is { } events)
        {
            for (var row = 0; row < events.Count; row++) yield return Line(Columns.Select(column => Text(events, column, row)));
            next += events.Count;
        }
    }

    private static object Text(EventBatch events, string column, int row) => events.Schema.IndexOf(column) is >= 0 and var field ? events[field][row] : "null";

    private void Push<T>(int part, FeatureRepository repository, T[] events)
        where T : class
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(repository), new PlanOptions());
        findings.ShouldBeEmpty();
        using var state = new MemoryOnlineStore();
        using var ingest = new StreamIngest(_stores[part], state, new FakeClock(now), new());
        ingest.Use(plan!);
        ingest.PushAsync("sales", RecordField.Batch(ingest.SchemaOf("sales"), events)).GetAwaiter().GetResult().Refused.ShouldBeEmpty(string.Create(CultureInfo.InvariantCulture, $"part {part}"));
    }
}
