using Quern.Planning;
using Quern.PointInTime;
using Quern.Values;

namespace Quern.Engine.PointInTime;

/// <summary>Events of some of a view's entities, sorted, and the view's arguments in their order. Filled again and again, with the same memory.</summary>
internal sealed class SortedEvents(ViewPlan view)
{
    private readonly Column[] _arguments = view is AggregationViewPlan aggregation ? [.. aggregation.Arguments.Select(argument => Column.Create(argument.Kind))] : [];

    public EventTable Events { get; } = new();

    public IReadOnlyList<Column> Arguments => _arguments;

    /// <summary>Sorts the events of a buffer, which must not change while they are in use.</summary>
    /// <param name="buffer">The events; its first columns are the view's arguments or attributes.</param>
    /// <param name="entities">How many entities there are in all.</param>
    /// <param name="partition">Of which the buffer has one part.</param>
    /// <param name="asKnown">Whether events that later versions replace stay, up to then.</param>
    /// <param name="replaced">When each is replaced, where that is known already.</param>
    public void Load(EventBuffer buffer, int entities, EntityPartition partition, bool asKnown, long[]? replaced = null)
    {
        Events.Sort(buffer, entities, partition, view is AttributeViewPlan, asKnown, replaced);
        for (var i = 0; i < _arguments.Length; i++)
        {
            // A text's codes are those of the buffer, so that texts are not copied once more.
            if (_arguments[i] is TextColumn own && buffer.Columns[i] is TextColumn texts && !ReferenceEquals(own.Pool, texts.Pool)) _arguments[i] = new TextColumn(texts.Kind, texts.Pool);
            _arguments[i].Clear();
            Events.CopySorted(i, _arguments[i]);
        }
    }
}
