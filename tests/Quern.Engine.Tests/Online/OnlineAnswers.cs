using Quern.Engine.PointInTime;
using Quern.Engine.Online;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Engine.Tests.PointInTime;
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
            for (var read = 0; read < request.Service.Reads.Count; read++) Append(lines, request, batch, read, row);
        }

        return lines;
    }

    private static void Append(List<string> lines, HistoryRequest request, VectorBatch batch, int read, int row)
    {
        var plan = request.Service.Reads[read];
        for (var feature = 0; feature < plan.Features.Count; feature++)
        {
            var column = batch.Reads[read][feature];
            var answer = batch.Outcomes[read][0] == ReadOutcome.Answered ? $"{Answers.Text(column[0])} {column.StatusOf(0)}" : batch.Outcomes[read][0].ToString();
            lines.Add($"{row} {plan.Name}:{plan.View.Features[plan.Features[feature]].Name} = {answer}");
        }
    }
}
