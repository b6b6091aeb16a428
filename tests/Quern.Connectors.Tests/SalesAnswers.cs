using System.Text;
using Quern.Engine.PointInTime;
using Quern.Engine.Serving;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Testing;
using Quern.Values;

namespace Quern.Connectors.Tests;

/// <summary>What is asked about customers at noon, and what is answered: each value as a text with its bits.</summary>
internal static class SalesAnswers
{
    public static HistoryRequest Ask(RepositoryPlan plan, IEnumerable<string> customers)
    {
        var (times, names) = (new Int64Column(ValueKind.Timestamp), new TextColumn(new StringPool()));
        foreach (var customer in customers)
        {
            times.Append(FedProject.Noon.Microseconds);
            names.Append(Encoding.UTF8.GetBytes(customer));
        }

        return new(plan.Services["checkout"], times, [names], [], false, new(BadRowPolicy.Fail));
    }

    /// <summary>Asks about all who bought something.</summary>
    public static HistoryRequest Ask(RepositoryPlan plan, IEnumerable<Sale> sales) => Ask(plan, sales.Select(sale => sale.Customer).Distinct().Order(StringComparer.Ordinal));

    /// <summary>What a training set over the sales themselves answers.</summary>
    public static string[] Of(IEnumerable<Sale> sales, HistoryRequest request)
    {
        var memory = new MemorySourceReader();
        memory.Add("sales", sales);
        return Of(memory, request);
    }

    /// <summary>What a training set answers.</summary>
    public static string[] Of(ISourceReader reader, HistoryRequest request) =>
        [.. new PlainHistory(reader).Compute(request, [.. Enumerable.Range(0, request.Times.Count)], default).OrderBy(value => (value.Row, value.Input.Index)).Select(value => Text(value.Row, value.Input.Index, value.Result.Value))];

    /// <summary>What reads answer.</summary>
    public static string[] Of(OnlineVectors vectors, HistoryRequest request)
    {
        var batch = new VectorBatch(request.Service);
        vectors.Read(request.JoinKeys, [], request.Times.Count, FedProject.Noon, batch);
        return [.. from row in Enumerable.Range(0, request.Times.Count) from feature in Enumerable.Range(0, request.Service.Reads[0].Features.Count) select Text(row, feature, batch.Reads[0][feature][row])];
    }

    private static string Text(int row, int feature, Value value) => value.IsNull ? $"{row} {feature} null" : $"{row} {feature} {value} {value.Bits:x}";
}
