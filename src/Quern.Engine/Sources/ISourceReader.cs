using Quern.Definitions;
using Quern.Engine.PushDown;
using Quern.Schema;
using Quern.Time;

namespace Quern.Engine.Sources;

/// <summary>Port: reads the rows of sources.</summary>
public interface ISourceReader
{
    /// <summary>Compares a source's definition with what is really there; empty when all fits. Nothing is read but schemas.</summary>
    IReadOnlyList<Finding> Check(SourceDefinition source);

    /// <summary>What the source consists of now: enough to tell later whether it has changed.</summary>
    SourceSnapshot Snapshot(SourceDefinition source);

    /// <summary>About how many rows a scan without a time range would give; from metadata where there is any.</summary>
    long EstimateRows(SourceDefinition source);

    /// <summary>About how many rows a scan for some keys would give, whatever its time range; where the reader does not look at keys, as many as any.</summary>
    long EstimateRows(SourceDefinition source, IReadOnlyList<WantedKeys>? keys) => EstimateRows(source);

    /// <summary>What computes views where the source's rows lie, the same for all sources of one place; null where nothing does.</summary>
    IViewPushDown? PushDown(SourceDefinition source) => null;

    /// <summary>Reads all rows asked for, on several threads, in no order. Returns when the last has been taken.</summary>
    /// <exception cref="QuernException">The source cannot be read, or rows are bad and the request says to fail.</exception>
    void Scan(ScanRequest request, IScanSink sink, CancellationToken cancellation);
}

/// <summary>Which rows and columns of a source to read.</summary>
/// <param name="Source">The source.</param>
/// <param name="Fields">The fields to read, ascending.</param>
/// <param name="EventTimes">Rows with an event time outside may be left out by the reader, as far as it can tell cheaply; null for all. The source's own filter is not the reader's work.</param>
/// <param name="BadRows">Where rows go that cannot be read as the record declares.</param>
public sealed record ScanRequest(SourceDefinition Source, IReadOnlyList<int> Fields, Interval? EventTimes, BadRows BadRows)
{
    /// <summary>Rows that are of none of these may be left out by the reader, where that is cheaper; null for all.</summary>
    public IReadOnlyList<WantedKeys>? Keys { get; init; }

    /// <summary>Whether every batch must tell its file and its rows' numbers, as far as the source has any, though it takes longer.</summary>
    public bool IsNumbered { get; init; }

    /// <summary>How many events of the source's stream are left out, from the first on.</summary>
    public long StreamFrom { get; init; }

    /// <summary>Up to which event of the stream is read, those left out counted; by default to the last.</summary>
    public long StreamTo { get; init; } = long.MaxValue;
}

/// <summary>Who takes the rows of a scan.</summary>
public interface IScanSink
{
    /// <summary>A taker for one thread; called once for each thread that reads, by several at once.</summary>
    IBatchSink Open();
}

/// <summary>Takes batches from one thread.</summary>
public interface IBatchSink
{
    /// <summary>Takes the rows of a batch, which is reused afterwards; its texts keep their codes until the scan ends.</summary>
    void Take(EventBatch batch);
}
