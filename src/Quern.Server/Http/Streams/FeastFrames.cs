using Microsoft.AspNetCore.Http;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Protocol.Errors;
using Quern.Protocol.Streams;
using Quern.Schema;
using Quern.Server.Serving;

namespace Quern.Server.Http.Streams;

/// <summary>
/// <c>POST /push</c> and <c>POST /write-to-online-store</c>, in Feast's shape: a data frame by columns, for one stream, or for one view. What is written to a view becomes events of its
/// source's stream, so that history has it too.
/// </summary>
internal sealed class FeastFrames(ServingStates states)
{
    internal const string PushRoute = "/push";
    internal const string WriteRoute = "/write-to-online-store";

    private delegate (string Stream, EventBatch? Rows) Reading(ServingState state, ReadOnlySpan<byte> body, ref List<RequestFinding>? findings);

    internal Task PushAsync(HttpContext context) => HandleAsync(context, ReadPush, []);

    internal Task WriteAsync(HttpContext context) => HandleAsync(context, ReadWrite, "null"u8.ToArray());

    private async Task HandleAsync(HttpContext context, Reading reading, byte[] done)
    {
        try
        {
            var body = await Bodies.ReadAllAsync(context.Request).ConfigureAwait(false);
            if (states.Hold() is not { } state)
            {
                await Answers.WriteAsync(context.Response, 503, ServerFindings.NotReady()).ConfigureAwait(false);
                return;
            }

            if (state.TakesNoEvents is { } noEvents)
            {
                state.Release();
                await Answers.WriteAsync(context.Response, ErrorAnswer.To([noEvents])).ConfigureAwait(false);
                return;
            }

            var findings = await TakeAsync(state, reading, body).ConfigureAwait(false);
            if (findings is not null) await Answers.WriteAsync(context.Response, ErrorAnswer.To(findings)).ConfigureAwait(false);
            else if (done.Length > 0) await Answers.WriteAsync(context.Response, 200, done).ConfigureAwait(false);
        }
        catch (QuernException e)
        {
            await StreamErrors.WriteAsync(context.Response, e.Findings[0]).ConfigureAwait(false);
        }
    }

    private static async Task<IReadOnlyList<RequestFinding>?> TakeAsync(ServingState state, Reading reading, byte[] body)
    {
        try
        {
            List<RequestFinding>? findings = null;
            var (stream, rows) = reading(state, body, ref findings);
            if (rows is null || findings is not null) return findings;
            var report = await state.Streams!.PushAsync(stream, rows).ConfigureAwait(false);
            return report.Refused.Count == 0 ? null : [.. report.Refused.Take(RequestErrors.MostFindings)
                .Select(refusal => PushErrors.RefusedRow(refusal.Index, refusal.Code, refusal.Reason, report.Accepted))];
        }
        finally
        {
            state.Release();
        }
    }

    private static (string Stream, EventBatch? Rows) ReadPush(ServingState state, ReadOnlySpan<byte> body, ref List<RequestFinding>? findings)
    {
        var head = FrameHead.ReadPush(body, ref findings);
        if (findings is not null) return ("", null);
        if (state.TakenElsewhere(head.Name) is { } elsewhere) throw new QuernException(elsewhere);
        var known = state.Streams?.Counts.Keys ?? [];
        if (known.Contains(head.Name)) return (head.Name, FrameColumns.ReadPush(state.Streams!.SchemaOf(head.Name), head.Columns, ref findings));
        RequestErrors.Add(ref findings, PushErrors.UnknownSource(head.Name, StreamFindings.Unknown(head.Name, known).Hint));
        return ("", null);
    }

    private static (string Stream, EventBatch? Rows) ReadWrite(ServingState state, ReadOnlySpan<byte> body, ref List<RequestFinding>? findings)
    {
        var head = FrameHead.ReadWrite(body, ref findings);
        if (findings is not null || FindView(state, head.Name, ref findings) is not { } view) return ("", null);
        if (view.Definition.Source.Stream is { } shared && state.TakenElsewhere(shared) is { } elsewhere) throw new QuernException(elsewhere);
        if (state.Streams is { } streams && view.Definition.Source.Stream is { } stream)
            return (stream, FrameColumns.ReadWrite(streams.SchemaOf(stream), view, head.Columns, ref findings));
        RequestErrors.Add(ref findings, PushErrors.NoStream(view.Reference));
        return ("", null);
    }

    private static ViewPlan? FindView(ServingState state, string name, ref List<RequestFinding>? findings)
    {
        if (state.FindView(name) is { } view) return view;
        RequestErrors.Add(ref findings, RequestErrors.UnknownView(name, state.Project, Hints.Names("Views", state.Repository.Views.Keys), "feature_view_name"));
        return null;
    }
}
