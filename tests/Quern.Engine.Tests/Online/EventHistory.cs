using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Engine.Tests.PointInTime;

namespace Quern.Engine.Tests.Online;

/// <summary>A history that can be scanned, and whose events can be looked at.</summary>
internal sealed class EventHistory(Histories cases, List<Happening> events) : ISourceReader
{
    private readonly ISourceReader _reader = cases.Reader(events);

    public IReadOnlyList<Happening> Events => events;

    public IReadOnlyList<Finding> Check(SourceDefinition source) => _reader.Check(source);

    public SourceSnapshot Snapshot(SourceDefinition source) => _reader.Snapshot(source);

    public long EstimateRows(SourceDefinition source) => _reader.EstimateRows(source);

    public void Scan(ScanRequest request, IScanSink sink, CancellationToken cancellation) => _reader.Scan(request, sink, cancellation);
}
