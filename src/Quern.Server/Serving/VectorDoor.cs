using Microsoft.AspNetCore.Http;
using Quern.Protocol.Errors;
using Quern.Protocol.Online;
using Quern.Server.Served;
using Quern.Server.Usage;

namespace Quern.Server.Serving;

/// <summary>The way from a request for vectors to its answer, which is the same whatever carries the two: hold the state, find the service, read, tell, give everything back.</summary>
/// <typeparam name="TCaller">Whoever is answered.</typeparam>
/// <typeparam name="TAnswer">What an answer is.</typeparam>
internal abstract class VectorDoor<TCaller, TAnswer>(ServingStates states, ServerOptions options)
{
    /// <summary>Tells what was read; must be done with the session when it returns, for the session is then free for the next request.</summary>
    protected abstract TAnswer Tell(TCaller caller, ServingState state, VectorSession session, RequestHead head);

    /// <summary>Its request, with its headers and those of the answer.</summary>
    protected abstract HttpContext ContextOf(TCaller caller);

    /// <summary>Whether something is wrong with what came beside the request, so that there is nothing to read; <see cref="Refuse"/> tells it.</summary>
    protected virtual bool IsRefused(TCaller caller) => false;

    /// <summary>Tells what is wrong with the request.</summary>
    protected abstract TAnswer Refuse(TCaller caller, IReadOnlyList<RequestFinding> findings);

    /// <summary>Tells why nothing can be read now, though it may be in a moment.</summary>
    protected abstract TAnswer Unavailable(TCaller caller, Finding finding);

    /// <summary>Answers a request in Feast's JSON.</summary>
    protected TAnswer Answer(TCaller caller, ReadOnlySpan<byte> body)
    {
        var began = options.Time.GetTimestamp();
        if (states.Gate.Refusal() is { } refusal) return Unavailable(caller, refusal);
        List<RequestFinding>? findings = null;
        var head = RequestHead.Read(body, ref findings);
        if (findings is not null) return Refuse(caller, findings);
        if (states.Hold() is not { } state) return Unavailable(caller, ServerFindings.NotReady());
        try
        {
            return Answer(caller, state, head, began);
        }
        finally
        {
            state.Release();
        }
    }

    private TAnswer Answer(TCaller caller, ServingState state, RequestHead head, long began)
    {
        List<RequestFinding>? findings = null;
        if (state.Find(head, ref findings) is not { } service) return Refuse(caller, findings!);
        if (!service.TryEnter()) return Unavailable(caller, states.Gate.Refusal(service));
        VectorSession? session = null;
        try
        {
            session = service.Rent();
            if (!session.Begin(head, options.Clock, ref findings)) return Refuse(caller, findings!);
            if (IsRefused(caller)) return Refuse(caller, []);
            session.Read();
            var id = service.Recorder is null ? null : RequestIds.Tell(ContextOf(caller));
            var told = Tell(caller, state, session, head);
            if (id is not null) session.Record(service.Recorder!, id);
            if (service.LastGood is { } last) session.Keep(last);
            var took = options.Time.GetElapsedTime(began);
            service.Meter.Add(took, session.Rows);
            service.Usage?.Add(Callers.Of(ContextOf(caller), options.Usage!), session.Rows, session.AnswerBytes, took);
            return told;
        }
        catch (QuernException e) when (VectorRefusals.AreAboutState(e))
        {
            service.Meter.AddFailed();
            return Refuse(caller, [.. e.Findings.Select(RequestErrors.Refused)]);
        }
        catch
        {
            // Nobody knows in what state the session is.
            service.Meter.AddFailed();
            session?.Dispose();
            session = null;
            throw;
        }
        finally
        {
            if (session is not null) service.Return(session);
            service.Leave();
        }
    }
}
