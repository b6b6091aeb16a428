using System.Buffers.Binary;
using Npgsql;
using Quern.Connectors.Postgres.Sources;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Connectors.Postgres.PushDown;

/// <summary>Reads the answers of a view's query into the view's results.</summary>
internal sealed class AnswerReader
{
    private readonly PushedView _view;
    private readonly Int64Column _times;
    private readonly ResultWriter[] _writers;
    private readonly FeaturePlan[] _features;
    private readonly IReadOnlyList<AggregatePlan> _aggregates;
    private readonly long? _ttl;

    public AnswerReader(PushedView view, Int64Column times)
    {
        (_view, _times) = (view, times);
        _writers = [.. view.Read.Results.Select(result => result.OpenWriter())];
        _features = [.. view.Read.Read.Features.Select(feature => view.Read.Read.View.Features[feature])];
        _aggregates = (view.Read.Read.View as AggregationViewPlan)?.Aggregates ?? [];
        _ttl = (view.Read.Read.View as AttributeViewPlan)?.View.Ttl?.Microseconds;
    }

    /// <summary>Takes all answers.</summary>
    /// <returns>Why they cannot be used, as a part of a sentence; null where they can.</returns>
    public string? Read(NpgsqlConnection connection, string query, int columns, CancellationToken cancellation)
    {
        if (!_view.IsAttributes) WriteEmptyWindows();
        string? reason = null;
        using var rows = connection.BeginRawBinaryCopy($"COPY ({query}) TO STDOUT (FORMAT BINARY)");
        var chunk = new CopyChunk(columns);
        while (chunk.Fill(rows))
        {
            cancellation.ThrowIfCancellationRequested();
            for (var feature = 0; feature < _features.Length; feature++) reason ??= Take(chunk, feature, chunk[feature + (_view.IsAttributes ? 2 : 1)]);
        }

        return reason;
    }

    // The server answers for rows that have events; what the others have is what no event makes.
    private void WriteEmptyWindows()
    {
        var empty = _features.Select(feature => _aggregates[feature.Input].Aggregate.NewState().Result(default)).ToArray();
        for (var row = 0; row < _times.Count; row++)
        {
            if (HasNullKey(row)) continue;
            for (var feature = 0; feature < empty.Length; feature++) _writers[feature].Set(row, empty[feature].Value, empty[feature].Status);
        }
    }

    private bool HasNullKey(int row)
    {
        foreach (var key in _view.Read.Keys)
            if (key.IsNull(row))
                return true;
        return false;
    }

    private string? Take(CopyChunk chunk, int feature, CopyValues values)
    {
        var (writer, form, kind) = (_writers[feature], _view.Features[feature].Form, _features[feature].Type.Kind);
        var numbers = chunk[0];
        for (var i = 0; i < chunk.Count; i++)
        {
            var row = (int)WholeReader.Of(numbers[i]);
            if (_ttl is { } ttl && WholeReader.Of(chunk[1][i]) + TimeReader.Epoch < _times.Values[row] - ttl) writer.SetNull(row, FeatureStatus.OutsideMaxAge);
            else if (values.IsNull(i)) writer.SetNull(row, FeatureStatus.NullValue);
            else if (form == AnswerForm.Plain) Write(writer, row, kind, values[i]);
            else if (form == AnswerForm.WholeSum) WriteSum(writer, row, values[i]);
            else if (form == AnswerForm.Since) writer.SetDouble(row, new Duration(_times.Values[row] - WholeReader.Of(values[i]) - TimeReader.Epoch).TotalSeconds);
            else if (WholeReader.Of(values[i]) is var count && count <= MostDistinct(feature)) writer.SetBits(row, count);
            else return $"feature '{_features[feature].Name}': a row has {count} distinct values, and beyond {MostDistinct(feature)} they are estimated";
        }

        return null;
    }

    private int MostDistinct(int feature) => _aggregates[_features[feature].Input].Aggregate.ErrorBound!.ExactUpTo;

    private static void WriteSum(ResultWriter writer, int row, ReadOnlySpan<byte> value)
    {
        if (Numeric.TryReadWhole(value, out var sum)) writer.SetBits(row, sum);
        else writer.SetNull(row, FeatureStatus.Overflow);
    }

    private static void Write(ResultWriter writer, int row, ValueKind kind, ReadOnlySpan<byte> value)
    {
        switch (kind)
        {
            case ValueKind.Boolean:
                writer.SetBits(row, value[0]);
                break;
            case ValueKind.Float32 or ValueKind.Float64:
                writer.SetBits(row, BinaryPrimitives.ReadInt64BigEndian(value));
                break;
            case ValueKind.String:
                writer.SetEncoded(row, value);
                break;
            case ValueKind.Timestamp:
                writer.SetBits(row, WholeReader.Of(value) + TimeReader.Epoch);
                break;
            default:
                writer.SetBits(row, WholeReader.Of(value));
                break;
        }
    }
}
