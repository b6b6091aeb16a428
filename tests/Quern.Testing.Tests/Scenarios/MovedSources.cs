using Quern.Definitions;
using Quern.Engine.PushDown;
using Quern.Engine.Sources;

namespace Quern.Testing.Tests.Scenarios;

/// <summary>The events of a scenario where a reader finds them, whatever place its definitions name.</summary>
internal abstract class MovedSources : ISourceReader, IDisposable
{
    /// <summary>Gets who reads them there.</summary>
    protected abstract ISourceReader Reader { get; }

    public IReadOnlyList<Finding> Check(SourceDefinition source) => Reader.Check(Moved(source));

    public SourceSnapshot Snapshot(SourceDefinition source) => Reader.Snapshot(Moved(source));

    public long EstimateRows(SourceDefinition source) => Reader.EstimateRows(Moved(source));

    public void Scan(ScanRequest request, IScanSink sink, CancellationToken cancellation) => Reader.Scan(request with { Source = Moved(request.Source) }, sink, cancellation);

    public IViewPushDown? PushDown(SourceDefinition source) => Reader.PushDown(Moved(source));

    public abstract void Dispose();

    /// <summary>A source as it is there.</summary>
    protected abstract SourceDefinition Moved(SourceDefinition source);
}
