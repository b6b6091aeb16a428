using Quern.Engine.Online;
using Quern.Engine.Streams;
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
    private readonly bool _isWholeRow;
    private long _t;
    private long _oldest;
    private long _knownFrom;

    public AttributeReader(ViewRead read, ViewHead? head)
        : base(read, head)
    {
        _view = (AttributeViewPlan)read.View;
        _attributes = _view.View.Attributes.Count;
        _inputs = [.. read.Features.Select(feature => _view.Features[feature].Input)];
        _isText = [.. read.Features.Select(feature => !_view.Features[feature].Type.IsFixedWidth)];
        _isWholeRow = !_isText.Contains(true) && _inputs.SequenceEqual(Enumerable.Range(0, _attributes));
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
        var (head, newest) = NewestOf(HeadOf(partition));
        if (!records.TryGet(partition, _key, out var value))
        {
            if (head is not null) Write(head, newest, row, output);
            else if (_knownFrom > long.MinValue) output.Refuse(row, ReadOutcome.TooEarly);
            else output.SetNull(row, FeatureStatus.NotFound);
            return;
        }

        var latest = new LatestRow(value, _attributes, _view.Reference);
        var time = latest.EventTime;
        Trace?.Add(new(PieceKind.Latest, new(time), new(time), 1, ByRow: true));
        if (head is not null && time <= _t && IsAfter(head, newest, latest)) Write(head, newest, row, output);
        else if (time > _t || time < _knownFrom) output.Refuse(row, ReadOutcome.TooEarly);
        else if (!IsTooOld(time, row, output)) Write(latest, row, output);
    }

    private static bool IsAfter(EntityRows rows, int row, LatestRow latest)
    {
        if (rows.Times[row] != latest.EventTime) return rows.Times[row] > latest.EventTime;
        if (rows.KnownAt[row] != latest.KnownAt) return rows.KnownAt[row] > latest.KnownAt;
        return rows.Tie(row).Span.SequenceCompareTo(latest.Tie) > 0;
    }

    // The row of the head that stands at the instant.
    private (EntityRows? Rows, int Row) NewestOf(HeadSlice? slice)
    {
        var newest = -1;
        for (var row = 0; row < (slice?.Rows.Count ?? 0); row++)
            if (slice!.Rows.Times[row] <= _t && (newest < 0 || slice.Rows.IsBefore(newest, row)))
                newest = row;
        return newest < 0 ? (null, -1) : (slice!.Rows, newest);
    }

    private bool IsTooOld(long time, int row, in ReadBuffer output)
    {
        output.EventTimes[row] = time;
        if (time >= _oldest) return false;
        output.SetNull(row, FeatureStatus.OutsideMaxAge);
        return true;
    }

    private void Write(EntityRows rows, int newest, int row, in ReadBuffer output)
    {
        if (IsTooOld(rows.Times[newest], row, output)) return;
        for (var i = 0; i < output.Writers.Length; i++)
        {
            var column = rows.Columns[_inputs[i]];
            if (column.IsNull(newest)) output.Writers[i].SetNull(row, FeatureStatus.NullValue);
            else if (column is TextColumn text) output.Writers[i].SetEncoded(row, text.Pool.Utf8(text.Codes[newest]));
            else output.Writers[i].SetBits(row, column is Float64Column real ? BitConverter.DoubleToInt64Bits(real.Values[newest]) : ((Int64Column)column).Values[newest]);
        }
    }

    private void Write(LatestRow latest, int row, in ReadBuffer output)
    {
        var writers = output.Writers;
        // As most rows are.
        if (_isWholeRow && !latest.HasNulls)
        {
            output.Block.SetRow(row, latest.AllBits);
            return;
        }

        for (var i = 0; i < writers.Length; i++)
        {
            var input = _inputs[i];
            if (latest.IsNull(input)) writers[i].SetNull(row, FeatureStatus.NullValue);
            else if (_isText[i]) writers[i].SetEncoded(row, latest.Text(input));
            else writers[i].SetBits(row, latest.Bits(input));
        }
    }
}
