using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http;
using Quern.Protocol.Errors;
using Quern.Protocol.Online;
using Quern.Server.Served;
using Quern.Server.Serving;
using Quern.Server.Usage;

namespace Quern.Server.Http.Vectors;

/// <summary>Vectors as they are served now, by a deadline: what was read by then, and what the service declares for the rest.</summary>
internal sealed class TimelyVectorDoor(ServingStates states, ServerOptions options)
{
    /// <summary>Answers a body in Feast's shape.</summary>
    /// <param name="context">Whom to answer.</param>
    /// <param name="body">The body.</param>
    /// <param name="query">What the address says; it has a deadline.</param>
    /// <param name="arrived">When the request came, by the server's <see cref="ServerOptions.Time"/>.</param>
    public async Task AnswerAsync(HttpContext context, byte[] body, VectorQuery query, long arrived)
    {
        if ((states.Gate.Refusal() ?? states.Gate.Refusal(states.Threads)) is { } refusal)
        {
            await Answers.WriteUnavailable(context.Response, refusal).ConfigureAwait(false);
            return;
        }

        if (Begin(context, body, out var refusing) is not { } begun)
        {
            await refusing.ConfigureAwait(false);
            return;
        }

        var deadline = TimeSpan.FromMilliseconds(query.DeadlineMs!.Value);
        // The clock runs before the read does: however long it takes to begin, that is time of the deadline's.
        var waiting = begun.Read.WaitAsync(options.Time, deadline - options.Time.GetElapsedTime(arrived), context.RequestAborted);
        states.Threads.Start(begun.Read);
        await waiting.ConfigureAwait(false);
        await Tell(context, begun, query, arrived).ConfigureAwait(false);
    }

    // Null when it was refused.
    private Begun? Begin(HttpContext context, byte[] body, out Task refusing)
    {
        var response = context.Response;
        refusing = Task.CompletedTask;
        List<RequestFinding>? findings = null;
        var head = RequestHead.Read(body, ref findings);
        if (findings is not null)
        {
            refusing = Refuse(response, findings);
            return null;
        }

        if (states.Hold() is not { } state)
        {
            refusing = Answers.WriteUnavailable(response, ServerFindings.NotReady());
            return null;
        }

        TimelyRead? read = null;
        try
        {
            if (state.Find(head, ref findings) is not { } service) refusing = Refuse(response, findings!);
            else if (!service.TryEnter()) refusing = Answers.WriteUnavailable(response, states.Gate.Refusal(service));
            else if ((read = Enter(context, state, service, head, ref findings)) is null) refusing = Refuse(response, findings!);
            else return new(state, service, read);
        }
        finally
        {
            if (read is null) state.Release();
        }

        return null;
    }

    private TimelyRead? Enter(HttpContext context, ServingState state, ServedService service, RequestHead head, ref List<RequestFinding>? findings)
    {
        TimelyRead? read = null;
        try
        {
            return read = TimelyRead.Begin(state, service, head, options, service.Usage is null ? null : Callers.Of(context, options.Usage!), ref findings);
        }
        finally
        {
            if (read is null) service.Leave();
        }
    }

    // With what is there. The answer is copied into the connection's buffer here, so that the session may be let go.
    private Task Tell(HttpContext context, Begun begun, VectorQuery query, long arrived)
    {
        var ((state, service, read), began) = (begun, options.Time.GetTimestamp());
        try
        {
            var refusals = read.Progress.Cut();
            states.Threads.GiveUp(read);
            if (context.RequestAborted.IsCancellationRequested) return Task.CompletedTask;
            if (read.Failure is QuernException known && VectorRefusals.AreAboutState(known)) refusals = known.Findings;
            else if (read.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
            if (refusals.Count > 0)
            {
                service.Meter.AddFailed();
                return Refuse(context.Response, [.. refusals.Select(RequestErrors.Refused)]);
            }

            var timely = read.Session.Timely(read.Progress, service.LastGood);
            var id = service.Recorder is null ? null : RequestIds.Tell(context);
            var telling = Answers.WriteAsync(context.Response, 200, read.Session.WriteDetail(timely, state.Version, state.CompleteTo, query.ErrorBounds));
            if (id is not null) read.Session.Record(service.Recorder!, id, timely);
            if (service.LastGood is { } last) read.Session.Keep(last, read.Progress);
            service.Meter.Add(options.Time.GetElapsedTime(arrived), read.Session.Rows);
            service.Usage?.Add(read.Consumer!, read.Session.Rows, read.Session.AnswerBytes, options.Time.GetElapsedTime(began));
            return telling;
        }
        catch
        {
            service.Meter.AddFailed();
            read.Break();
            throw;
        }
        finally
        {
            read.Release();
        }
    }

    private static Task Refuse(HttpResponse response, IReadOnlyList<RequestFinding> findings) => Answers.WriteAsync(response, ErrorAnswer.List(findings));

    private sealed record Begun(ServingState State, ServedService Service, TimelyRead Read);
}
