using Quern.Definitions;
using Quern.Engine.PushDown;

namespace Quern.Engine.Sources;

/// <summary>Reads each source with the reader of what it is in: files, or databases.</summary>
/// <param name="files">Reads files, and queries over them.</param>
/// <param name="databases">Reads databases; null where no connection to one is known.</param>
public sealed class RoutedSourceReader(ISourceReader files, ISourceReader? databases) : ISourceReader
{
    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(SourceDefinition source) => source.Connection is not null && databases is null ? [NoConnection(source, [])] : ReaderOf(source).Check(source);

    /// <inheritdoc/>
    public SourceSnapshot Snapshot(SourceDefinition source) => ReaderOf(source).Snapshot(source);

    /// <inheritdoc/>
    public long EstimateRows(SourceDefinition source) => ReaderOf(source).EstimateRows(source);

    /// <inheritdoc/>
    public long EstimateRows(SourceDefinition source, IReadOnlyList<WantedKeys>? keys) => ReaderOf(source).EstimateRows(source, keys);

    /// <inheritdoc/>
    public IViewPushDown? PushDown(SourceDefinition source) => ReaderOf(source).PushDown(source);

    /// <inheritdoc/>
    public void Scan(ScanRequest request, IScanSink sink, CancellationToken cancellation) => ReaderOf(request.Source).Scan(request, sink, cancellation);

    /// <summary>A source names a connection that nobody knows.</summary>
    /// <param name="source">The source.</param>
    /// <param name="known">The names of those that are known.</param>
    public static Finding NoConnection(SourceDefinition source, IReadOnlyCollection<string> known) => new(
        "QRN6500",
        $"source '{source.Name}' names connection '{source.Connection}', which the project's settings do not have",
        known.Count == 0 ? "They have no connections." : $"They have: {string.Join(", ", known.Order(StringComparer.Ordinal))}.",
        $"Add it to quern.json: \"connections\": {{ \"{source.Connection}\": {{ \"postgres\": \"env:{source.Connection?.Replace('-', '_').ToUpperInvariant()}_URL\" }} }}.");

    private ISourceReader ReaderOf(SourceDefinition source) =>
        source.Connection is null ? files : databases ?? throw new QuernException(NoConnection(source, []));
}
