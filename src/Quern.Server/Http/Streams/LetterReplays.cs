using System.Text;
using Microsoft.AspNetCore.Http;
using Quern.Engine.Online;
using Quern.Engine.Streams;
using Quern.Protocol.Errors;
using Quern.Protocol.Streams;
using Quern.Server.Serving;

namespace Quern.Server.Http.Streams;

/// <summary><c>POST /v1/dead-letters/replay</c>: events that were refused are pushed again, as if they came just now. A letter goes only once its event is durable, so what breaks off can be asked for again.</summary>
internal sealed class LetterReplays(ServingStates states) : IDisposable
{
    internal const string Route = "/v1/dead-letters/replay";

    // Two at once would push the same letters twice.
    private readonly SemaphoreSlim _turn = new(1);

    public void Dispose() => _turn.Dispose();

    internal async Task HandleAsync(HttpContext context)
    {
        var body = await Bodies.ReadAllAsync(context.Request).ConfigureAwait(false);
        List<RequestFinding>? findings = null;
        var numbers = ReplayRequest.Read(body, ref findings);
        if (findings is not null)
        {
            await Answers.WriteAsync(context.Response, ErrorAnswer.To(findings)).ConfigureAwait(false);
            return;
        }

        await _turn.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        try
        {
            await RegistryRoutes.WithState(context, states, state => AnswerAsync(context, state, numbers)).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static async Task AnswerAsync(HttpContext context, ServingState state, IReadOnlyList<long> numbers)
    {
        if (state.Streams is not { } ingest || state.StreamStore is not { } store)
        {
            await context.Response.WriteAsJsonAsync(new ReplayAnswerShape(0, 0, 0, [], [], numbers)).ConfigureAwait(false);
            return;
        }

        try
        {
            var letters = DeadLetters.Find(store, numbers);
            var answer = new ReplayAnswerShape(0, 0, 0, [], [.. letters.Where(letter => letter.IsLate).Select(letter => letter.Number)], [.. numbers.Except(letters.Select(letter => letter.Number))]);
            foreach (var batch in DeadLetters.Batches(letters)) answer = await PushAsync(ingest, store, batch, answer).ConfigureAwait(false);
            await context.Response.WriteAsJsonAsync(answer).ConfigureAwait(false);
        }
        catch (QuernException e)
        {
            await StreamErrors.WriteAsync(context.Response, e.Findings[0]).ConfigureAwait(false);
        }
    }

    private static async Task<ReplayAnswerShape> PushAsync(StreamIngest ingest, IOnlineStore store, IReadOnlyList<DeadLetter> batch, ReplayAnswerShape answer)
    {
        var stream = batch[0].Stream;
        // A stream that is not applied any more keeps its letters, and those of others go on.
        if (!ingest.Counts.ContainsKey(stream))
        {
            var finding = StreamFindings.Unknown(stream, ingest.Counts.Keys);
            return answer with { Refused = [.. answer.Refused, .. batch.Select(letter => new RefusedLetterShape(letter.Number, finding.Code, finding.Message))] };
        }

        var reader = new EventReader(ingest.SchemaOf(stream));
        foreach (var letter in batch) reader.Read(Encoding.UTF8.GetBytes(letter.Line));
        var report = await ingest.PushAsync(stream, reader.Events, reader.Unread).ConfigureAwait(false);
        // Whatever was refused again has a new letter.
        DeadLetters.Remove(store, batch.Select(letter => letter.Number));
        return answer with
        {
            Accepted = answer.Accepted + report.Accepted,
            Duplicate = answer.Duplicate + report.Duplicate,
            Late = answer.Late + report.Late,
            Refused = [.. answer.Refused, .. report.Refused.Select(refused => new RefusedLetterShape(batch[refused.Index].Number, refused.Code, refused.Reason))],
        };
    }
}
