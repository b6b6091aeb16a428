using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Quern.Connectors.Tests.S3;
using Quern.Connectors.Workers;
using Quern.Engine.Objects;
using Quern.Engine.Streams;
using Quern.Schema;
using Quern.Stores.Delta;
using Quern.Stores.Objects;
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
        Every = TimeSpan.FromMilliseconds(30),
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
            return S3TableRows.Line([Instant.From(each.Sale.At), part, number, project.LogOf(part).KnownBefore("sales", number + 1), null, each.Sale.Id, each.Sale.Customer, each.Sale.Amount, each.Sale.Shop, .. _hasNotes ? [each.Note] : Array.Empty<object?>()]);
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

    // Of a table that never had a column nobody asks for it.
    private string[] Rows() => S3TableRows.Read(Place.Folder, Place.NewStorage(), $"s3://{S3Place.Bucket}/history/sales", _hasNotes ? All : All[..^1]);
}
