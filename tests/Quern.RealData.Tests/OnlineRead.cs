using System.Text;
using Quern.Engine.Online;
using Quern.Engine.PointInTime;
using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.RealData.Tests;

/// <summary>Vectors of a service as serving reads them.</summary>
internal static class OnlineRead
{
    /// <summary>The vectors of some rows at one instant.</summary>
    /// <param name="store">Where the state is.</param>
    /// <param name="service">The service.</param>
    /// <param name="t">The instant.</param>
    /// <param name="rows">For each row the values of the join keys, then of the request fields.</param>
    public static VectorBatch Of(IOnlineStore store, ServicePlan service, DateTimeOffset t, params IReadOnlyList<object?[]> rows)
    {
        RequestField[] fields = [.. service.JoinKeys, .. service.Requests];
        Column[] columns = [.. fields.Select((field, i) => Fill(field, rows.Select(row => row[i])))];
        var batch = new VectorBatch(service);
        using var vectors = new OnlineVectors(store, service);
        vectors.Read(columns[..service.JoinKeys.Count], columns[service.JoinKeys.Count..], rows.Count, Instant.From(t), batch);
        return batch;
    }

    /// <summary>The vectors of the rows of a request, at the instant that they all have.</summary>
    public static VectorBatch Of(IOnlineStore store, HistoryRequest request)
    {
        var batch = new VectorBatch(request.Service);
        using var vectors = new OnlineVectors(store, request.Service);
        vectors.Read(request.JoinKeys, request.Requests, request.Times.Count, new Instant(request.Times.Values[0]), batch);
        return batch;
    }

    /// <summary>One value of a row, as text.</summary>
    public static string Text(this VectorBatch batch, string feature, int row = 0) => batch.Column(feature)[row].ToString();

    /// <summary>The status of a value.</summary>
    public static FeatureStatus Status(this VectorBatch batch, string feature, int row = 0) => batch.Column(feature).StatusOf(row);

    /// <summary>The values of one feature.</summary>
    public static ResultColumn Column(this VectorBatch batch, string feature) => batch.Of(batch.Service.Outputs.Single(output => output.Name == feature));

    private static Column Fill(RequestField field, IEnumerable<object?> values)
    {
        var column = Values.Column.Create(field.Kind);
        foreach (var value in values)
            switch (value)
            {
                case null: column.AppendNull(); break;
                case string text: ((TextColumn)column).Append(Encoding.UTF8.GetBytes(text)); break;
                case double real: ((Float64Column)column).Append(real); break;
                default: ((Int64Column)column).Append(Convert.ToInt64(value, null)); break;
            }

        return column;
    }
}
