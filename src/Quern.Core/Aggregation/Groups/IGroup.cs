using Quern.Values;

namespace Quern.Aggregation.Groups;

/// <summary>
/// What an aggregate keeps when events can be taken back exactly: an element of a commutative group, a function of the set of events and of nothing else.
/// One implementation serves as the state of tiles and as the sweep of training sets, which therefore cannot differ. <c>default</c>, or a copy of the
/// aggregate's empty group, has seen nothing. A copy is a snapshot.
/// </summary>
/// <typeparam name="TSelf">The implementing struct.</typeparam>
/// <typeparam name="TValue">The lane of the argument: <c>long</c> or <c>double</c>.</typeparam>
internal interface IGroup<TSelf, TValue>
    where TSelf : struct, IGroup<TSelf, TValue>
    where TValue : unmanaged
{
    /// <summary>Takes in an event whose argument is not null.</summary>
    void Add(long time, TValue value);

    /// <summary>Takes back an event that was added.</summary>
    void Remove(long time, TValue value);

    /// <summary>Takes in all events of <paramref name="other"/>.</summary>
    void Merge(in TSelf other);

    /// <summary>The result by its bits, meaningful only when the status is <see cref="FeatureStatus.Present"/>.</summary>
    FeatureStatus Result(out long bits);

    /// <summary>Appends the bytes that the set of events has.</summary>
    void Write(List<byte> bytes);

    /// <summary>Takes in the events of a group that was written, and moves past it.</summary>
    void MergeFrom(ref ReadOnlySpan<byte> bytes);
}
