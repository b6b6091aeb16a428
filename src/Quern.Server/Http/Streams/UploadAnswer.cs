using System.Buffers;
using Microsoft.AspNetCore.Http;
using Quern.Protocol.Json;
using Quern.Protocol.Streams;

namespace Quern.Server.Http.Streams;

/// <summary>Answers an upload: to lines with a line for each batch, as soon as it is done; to an object or an array once, at the end, with the sums.</summary>
internal sealed class UploadAnswer(HttpResponse response)
{
    private readonly JsonBuffer _json = new();
    private readonly PushAnswer _sum = new(0);

    /// <summary>Gets or sets whether each batch is answered.</summary>
    public bool IsByLine { get; set; }

    /// <summary>Gets whether anything is written.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>Tells what became of the batch that comes next.</summary>
    public Task AddAsync(int from, int events, Engine.Streams.PushReport report)
    {
        var answer = IsByLine ? new(from) : _sum;
        answer.Add(events, report.Accepted, report.Duplicate, report.Late, report.Refused);
        return IsByLine ? WriteLineAsync(answer, null) : Task.CompletedTask;
    }

    /// <summary>Tells that a batch was not taken, or after the last one why there is no other.</summary>
    public Task FailAsync(int from, int events, Finding finding)
    {
        if (!IsByLine) return WriteAsync(finding);
        if (!IsStarted) StreamErrors.Prepare(response, finding);
        var answer = new PushAnswer(from);
        answer.Add(events, 0, 0, 0, []);
        return WriteLineAsync(answer, finding);
    }

    /// <summary>Ends the answer.</summary>
    public Task EndAsync() => !IsByLine ? WriteAsync(null) : IsStarted ? Task.CompletedTask : WriteLineAsync(_sum, null);

    private Task WriteAsync(Finding? error)
    {
        _json.Clear();
        _sum.Write(_json, error);
        if (error is not null) StreamErrors.Prepare(response, error);
        else response.StatusCode = _sum.IsAllRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
        IsStarted = true;
        return Answers.WriteAsync(response, response.StatusCode, _json.Written);
    }

    private async Task WriteLineAsync(PushAnswer answer, Finding? error)
    {
        if (!IsStarted) response.ContentType = "application/x-ndjson";
        IsStarted = true;
        _json.Clear();
        answer.Write(_json, error);
        _json.Raw((byte)'\n');
        response.BodyWriter.Write(_json.Written);
        await response.BodyWriter.FlushAsync().ConfigureAwait(false);
    }
}
