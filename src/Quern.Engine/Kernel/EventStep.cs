using System.Runtime.InteropServices;
using Quern.Engine.Events;
using Quern.Engine.Expectations;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.PointInTime;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Kernel;

/// <summary>
/// The first step: rows of a source become lines of events, keyed by entity and ordered by time. Everything that a definition says of a row is computed here, by the code that every scan uses: keys, filters, arguments, times,
/// what is expected of it.
/// <para>Where the source declares an event key, a line goes on with three fields: what identifies the event, where this version of it stands among all, and when it was known. Whoever sorts adds to the content when the next
/// version was known, a tilde for never; lines without an entity are there to replace others, and are left out then.</para>
/// </summary>
public sealed class EventStep
{
    private static readonly Interval Always = new(new(long.MinValue), new(long.MaxValue));

    private readonly KernelPart _part;
    private readonly bool _asKnown;
    private readonly BadRows _badRows;
    private readonly KernelWriter _output;
    private readonly RowChecks? _checks;
    private readonly RowChecker? _checker;
    private readonly List<byte> _version = [];
    private readonly List<byte> _event = [];

    /// <summary>A step for one stream of rows.</summary>
    /// <param name="part">Whose events.</param>
    /// <param name="asKnown">Whether rows are to see only what was known.</param>
    /// <param name="badRows">Where rows go that cannot be used.</param>
    /// <param name="output">Where the lines go.</param>
    public EventStep(KernelPart part, bool asKnown, BadRows badRows, KernelWriter output)
    {
        (_part, _asKnown, _badRows, _output) = (part, asKnown, badRows, output);
        _checks = RowChecks.Rejecting(part.View.Definition.Source);
        _checker = _checks?.Open();
    }

    /// <summary>Gets the fields of the source that it needs, ascending.</summary>
    public IReadOnlyList<int> Fields => [.. NewScan(_part.View, _asKnown).Fields.Concat(_checks?.Fields ?? []).Distinct().Order()];

    /// <summary>Takes rows, which are not used afterwards.</summary>
    /// <exception cref="QuernException">Rows are bad, and they are to fail.</exception>
    public void Take(EventBatch batch)
    {
        // A scan for each batch, so that nothing is kept of one but its lines.
        var scan = NewScan(_part.View, _asKnown);
        scan.Open(_badRows).Take(batch, _checker?.Take(batch));
        _badRows.ThrowIfFailed();
        var events = new EventBuffer(scan.Shape);
        scan.Collect().Copy(0, events);
        for (var i = 0; i < events.Count; i++) Write(scan, events, i);
    }

    /// <summary>The scan that says what is kept of each event; both ends of the stream have it from here.</summary>
    internal static ViewScan NewScan(ViewPlan view, bool asKnown) => new(view, new KeyIndex(view.KeyKinds), addKeys: true, Always, asKnown);

    private void Write(ViewScan scan, EventBuffer events, int row)
    {
        var entity = events.Entities[row];
        if (entity < 0) _output.Write(KernelToken.Null);
        else _output.WriteHex(scan.Keys.Key(entity).Bytes.Span);
        _output.Tab();
        _output.Write(KernelLine.Word(events.Times.Values[row]));
        _output.Write("0"u8);
        _output.Tab();
        _output.Write("e"u8);
        foreach (var column in Columns(events))
        {
            _output.Blank();
            KernelToken.Write(_output, column, row);
        }

        if (events.EventKeys is { } keys) WriteVersion(events, keys, row);
        _output.EndLine();
    }

    /// <summary>The columns of an event in the order of its line.</summary>
    internal static IEnumerable<Column> Columns(EventBuffer events)
    {
        if (events.Known is { } known) yield return known;
        if (events.EventKeys is { } keys) yield return keys;
        foreach (var column in events.Columns) yield return column;
    }

    // Versions stand in the order of (known-at, row), as everywhere.
    private void WriteVersion(EventBuffer events, Column keys, int row)
    {
        _version.Clear();
        if (_part.View is AttributeViewPlan) RowEncoding.Append(_version, events.Known!, row);
        RowEncoding.Append(_version, keys, row);
        foreach (var tie in events.Shape.Ties) RowEncoding.Append(_version, events.Columns[tie], row);
        _event.Clear();
        if (!keys.IsNull(row)) RowEncoding.Append(_event, keys, row);
        var known = events.Known!.Values[row];
        _output.Tab();
        // A null identifies nothing; such rows stay apart, and are spread like others.
        if (keys.IsNull(row)) _output.Write(KernelToken.Null);
        _output.WriteHex(CollectionsMarshal.AsSpan(keys.IsNull(row) ? _version : _event));
        _output.Tab();
        _output.Write(KernelLine.Word(known));
        _output.WriteHex(CollectionsMarshal.AsSpan(_version));
        _output.Tab();
        _output.Write(known);
    }
}
