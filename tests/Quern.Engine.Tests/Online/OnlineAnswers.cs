using Quern.Engine.PointInTime;
using Quern.Engine.Online;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Engine.Tests.PointInTime;
using Quern.Planning;
using Quern.Time;

namespace Quern.Engine.Tests.Online;

/// <summary>A service's answers from online state in the words of <see cref="Answers"/>; one line for each row and read that the state cannot answer.</summary>
internal static class OnlineAnswers
{
    /// <summary>Reads each row at its own instant.</summary>
    public static List<string> Read(IOnlineStore store, HistoryRequest request, StreamHeads? heads = null)
    {
        using var reader = new VectorReader(store, request.Service, heads);
        var (keys, batch) = (reader.NewKeys(), reader.NewBatch());
        var lines = new List<string>();
        for (var row = 0; row < request.Times.Count; row++)
        {
            keys.Reset(1);
            for (var key = 0; key < request.JoinKeys.Count; key++) keys.Set(key, 0, request.JoinKeys[key][row]);
            reader.Read(keys, new Instant(request.Times.Values[row]), batch);
            foreach (var input in Answers.Inputs(request.Service))
            {
                var (column, outcome) = (batch.Of(input), Outcome(request.Service, batch, input));
                lines.Add(Answers.Line(request.Service, input, row, outcome == ReadOutcome.Answered ? $"{Answers.Text(column[0])} {column.StatusOf(0)}" : outcome.ToString()));
            }
        }

        return lines;
    }

    // A lookup of which the key is not known is not known.
    private static ReadOutcome Outcome(ServicePlan service, VectorBatch batch, OnDemandInput input)
    {
        if (input.Kind == InputKind.Feature) return batch.Outcomes[input.Read][0];
        var key = batch.Outcomes[service.Lookups[input.Read].Key.Read][0];
        return key == ReadOutcome.Answered ? batch.LookupOutcomes[input.Read][0] : key;
    }
}
