using Quern.Engine.Online;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Serving;

/// <summary>
/// Reads the latest row of an attribute view. It answers for an instant when the row had happened by then; when the latest row is later, an earlier one may have stood, which
/// only history knows. The same holds for a row before what has been materialized without a gap, or for none, unless that reaches back to the beginning, or as far as a row may be old.
/// </summary>
internal sealed class AttributeReader : StateReader
{
    private readonly AttributeViewPlan _view;
    private readonly int _attributes;
    private readonly byte[] _key = new byte[RecordKey.LatestLength];
    private readonly int[] _inputs;
    private readonly bool[] _isText;
    private long _t;
    private long _oldest;
    private long _knownFrom;

    public AttributeReader(ViewRead read)
        : base(read)
    {
        _view = (AttributeViewPlan)read.View;
        _attributes = _view.View.Attributes.Count;
        _inputs = [.. read.Features.Select(feature => _view.Features[feature].Input)];
        _isText = [.. read.Features.Select(feature => !_view.Features[feature].Type.IsFixedWidth)];
    }

    public override void Begin(Instant t)
    {
        _t = t.Microseconds;
        _oldest = _view.View.Ttl is { } ttl ? (t - ttl).Microseconds : long.MinValue;
        if (!IsMaterialized) return;
        RecordKey.Latest(_key, State!.Number);
        var start = State.Covered[^1].Start.Microseconds;
        _knownFrom = start <= Math.Max(_oldest, Instant.Min.Microseconds) ? long.MinValue : start;
    }

    public override void Read(IOnlineRecords records, ReadOnlySpan<byte> partition, int row, in ReadBuffer output)
    {
        if (!records.TryGet(partition, _key, out var value))
        {
            if (_knownFrom > long.MinValue) output.Refuse(row, ReadOutcome.TooEarly);
            else output.SetNull(row, FeatureStatus.NotFound);
            return;
        }

        var latest = new LatestRow(value, _attributes, _view.Reference);
        var time = latest.EventTime;
        if (time > _t || time < _knownFrom)
        {
            output.Refuse(row, ReadOutcome.TooEarly);
            return;
        }

        output.EventTimes[row] = time;
        if (time < _oldest) output.SetNull(row, FeatureStatus.OutsideMaxAge);
        else Write(latest, row, output);
    }

    private void Write(LatestRow latest, int row, in ReadBuffer output)
    {
        var writers = output.Writers;
        for (var i = 0; i < writers.Length; i++)
        {
            var input = _inputs[i];
            if (latest.IsNull(input)) writers[i].SetNull(row, FeatureStatus.NullValue);
            else if (_isText[i]) writers[i].SetEncoded(row, latest.Text(input));
            else writers[i].SetBits(row, latest.Bits(input));
        }
    }
}
