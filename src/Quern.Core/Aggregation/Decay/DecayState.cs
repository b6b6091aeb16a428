using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation.Decay;

/// <summary>
/// One exact sum for each half-life since the epoch that has events. Only the newest half-life and the 64 before it are kept: whatever the instant asked for, events
/// before them are too old to count. So the state is bounded and still a function of the set of events.
/// </summary>
internal sealed class DecayState(Aggregate aggregate, bool mean) : AggregateState
{
    private readonly DecayClock _clock = new(aggregate.Spec.HalfLife);
    private readonly SortedList<long, DecayedSums> _epochs = [];

    private long Newest => _epochs.GetKeyAtIndex(_epochs.Count - 1);

    public override void Add(in AggregateInput input)
    {
        if (input.Argument.IsNull) return;
        var value = Lanes.IsReal(aggregate.Spec) ? input.Argument.AsDouble() : input.Argument.AsInt64();
        var time = input.Time.Microseconds;
        var epoch = _clock.Epoch(time);
        var weight = _clock.EventFraction(time, epoch);
        var sums = default(DecayedSums);
        sums.Add(value * weight, mean ? weight : 0, 0);
        Take(epoch, sums);
    }

    public override void Merge(AggregateState other)
    {
        foreach (var (epoch, sums) in ((DecayState)other)._epochs) Take(epoch, sums);
    }

    /// <summary>Far from all events the sum underflows to 0, or, asked for long before them, overflows.</summary>
    public override AggregateResult Result(Instant t)
    {
        if (_epochs.Count == 0) return AggregateResult.Of(Value.Null);
        var total = default(DecayedSums);
        foreach (var (epoch, sums) in _epochs)
        {
            var scaled = sums;
            scaled.Scale((int)(epoch - Newest));
            total.Merge(scaled);
        }

        var now = _clock.Epoch(t.Microseconds);
        var status = mean ? total.Mean(out var bits) : total.Sum(_clock.InstantFraction(t.Microseconds, now), now - Newest, out bits);
        return new(status == FeatureStatus.Present ? Value.OfBits(ValueKind.Float64, bits) : Value.Null, status);
    }

    public override void Write(List<byte> bytes)
    {
        StateBytes.AppendInt64(bytes, _epochs.Count);
        foreach (var (epoch, sums) in _epochs)
        {
            StateBytes.AppendInt64(bytes, epoch);
            sums.Write(bytes);
        }
    }

    public override void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        for (var count = StateBytes.ReadInt64(ref bytes); count > 0; count--)
        {
            var epoch = StateBytes.ReadInt64(ref bytes);
            var sums = default(DecayedSums);
            sums.MergeFrom(ref bytes);
            Take(epoch, sums);
        }
    }

    private void Take(long epoch, in DecayedSums added)
    {
        if (_epochs.Count > 0 && epoch < Newest - DecayClock.Span) return;
        _epochs.TryGetValue(epoch, out var sums);
        sums.Merge(added);
        _epochs[epoch] = sums;
        while (_epochs.GetKeyAtIndex(0) < Newest - DecayClock.Span) _epochs.RemoveAt(0);
    }
}
