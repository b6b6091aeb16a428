using Quern.Engine.Events;
using Quern.Planning;
using Quern.PointInTime;
using Quern.Values;

namespace Quern.Engine.PointInTime;

/// <summary>The events of one part of a view's entities, sorted, and the view's arguments in their order. Filled again for one part after the other, with the same memory.</summary>
internal sealed class SortedPart(ViewScan scan, CollectedEvents collected, bool asKnown)
{
    private readonly EventBuffer _buffer = new(scan.Shape);
    private readonly Column[] _arguments = scan.View is AggregationViewPlan view ? [.. view.Arguments.Select(argument => Column.Create(argument.Kind))] : [];

    public EventTable Events { get; } = new();

    public IReadOnlyList<Column> Arguments => _arguments;

    /// <summary>Sorts the events of a part and lets go of them where they were collected.</summary>
    public void Load(int part)
    {
        _buffer.Clear();
        collected.Copy(part, _buffer);
        collected.Release(part);
        Events.Sort(_buffer, scan.Keys.Count, scan.Partition, scan.View is AttributeViewPlan, asKnown);
        for (var i = 0; i < _arguments.Length; i++)
        {
            // A text's codes are those of the buffer, so that texts are not copied once more.
            if (_arguments[i] is TextColumn own && _buffer.Columns[i] is TextColumn texts && !ReferenceEquals(own.Pool, texts.Pool)) _arguments[i] = new TextColumn(texts.Kind, texts.Pool);
            _arguments[i].Clear();
            Events.CopySorted(i, _arguments[i]);
        }
    }
}
