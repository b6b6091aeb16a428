using System.Buffers;
using Microsoft.AspNetCore.Http;
using Quern.Engine.Streams;
using Quern.Protocol.Errors;
using Quern.Protocol.Streams;
using Quern.Schema;
using Quern.Server.Serving;

namespace Quern.Server.Http.Streams;

/// <summary><c>POST /push</c>, in Feast's shape: a data frame by columns, for one stream.</summary>
internal sealed class FeastPush(ServingStates states, ServerOptions options)
{
    internal const string Route = "/push";

    internal async Task HandleAsync(HttpContext context)
    {
        if (!StreamEvents.TryFind(states, out var ingest))
        {
            await Answers.WriteAsync(context.Response, 503, ServerFindings.NotReady()).ConfigureAwait(false);
            return;
        }

        try
        {
            var body = await ReadAllAsync(context.Request).ConfigureAwait(false);
            var findings = await PushAsync(ingest, body).ConfigureAwait(false);
            if (findings is not null) await Answers.WriteAsync(context.Response, ErrorAnswer.To(findings)).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await Answers.WriteAsync(context.Response, ErrorAnswer.To([RequestErrors.TooLarge(options.BodyLimit)])).ConfigureAwait(false);
        }
        catch (QuernException e)
        {
            await StreamErrors.WriteAsync(context.Response, e.Findings[0]).ConfigureAwait(false);
        }
    }

    private static async Task<byte[]> ReadAllAsync(HttpRequest request)
    {
        var body = request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                body.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async Task<IReadOnlyList<RequestFinding>?> PushAsync(StreamIngest? ingest, byte[] body)
    {
        List<RequestFinding>? findings = null;
        var (stream, rows) = Read(ingest, body, ref findings);
        if (rows is null) return findings;
        var report = await ingest!.PushAsync(stream, rows).ConfigureAwait(false);
        return report.Refused.Count == 0 ? null : [.. report.Refused.Take(RequestErrors.MostFindings)
            .Select(refusal => PushErrors.RefusedRow(refusal.Index, refusal.Code, refusal.Reason, report.Accepted))];
    }

    private static (string Stream, EventBatch? Rows) Read(StreamIngest? ingest, byte[] body, ref List<RequestFinding>? findings)
    {
        var head = PushHead.Read(body, ref findings);
        if (findings is not null) return ("", null);
        var known = ingest?.Counts.Keys ?? [];
        if (!known.Contains(head.Source))
        {
            RequestErrors.Add(ref findings, PushErrors.UnknownSource(head.Source, StreamFindings.Unknown(head.Source, known).Hint));
            return ("", null);
        }

        var rows = PushColumns.Read(ingest!.SchemaOf(head.Source), head.Columns, ref findings);
        return (head.Source, findings is null ? rows : null);
    }
}
