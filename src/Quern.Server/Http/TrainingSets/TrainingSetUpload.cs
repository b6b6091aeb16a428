using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Quern.Engine.Sources;
using Quern.Engine.TrainingSets.Runs;
using Quern.Planning;
using Quern.Protocol.Errors;
using Quern.Protocol.TrainingSets;
using Quern.Server.Serving;
using Quern.Server.TrainingSets;
using Quern.Stores.Sources;
using Quern.Stores.TrainingSets;
using Quern.Stores.TrainingSets.Runs;

namespace Quern.Server.Http.TrainingSets;

/// <summary>
/// <c>POST /v1/training-sets</c>: everything that can be found wrong without reading a source is told at once; then labels become a file of the run, and the run waits for its turn.
/// </summary>
internal sealed class TrainingSetUpload(ServingStates states, ServedTrainingSets sets)
{
    private const string LabelName = "labels.parquet";
    private const string BadRowName = "bad-rows.ndjson";

    /// <summary>Reads the request and takes the run.</summary>
    /// <exception cref="QuernException">The server makes no training sets, is busy, or cannot keep the labels.</exception>
    public async Task HandleAsync(HttpContext context)
    {
        sets.Runs.RequireRoom();
        using var place = sets.Enter();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = sets.Options!.BodyLimit;
        var body = await Bodies.ReadAllAsync(context.Request).ConfigureAwait(false);
        await RegistryRoutes.WithState(context, states, state => AnswerAsync(context, state, body)).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext context, ServingState state, ReadOnlyMemory<byte> body)
    {
        List<RequestFinding>? findings = null;
        var asked = TrainingSetBody.Read(body.Span, ref findings);
        if (asked.Spine is { } path && SpinePath.Refusal(path, sets.Options!.Project.Folder) is { } reason) RequestErrors.Add(ref findings, TrainingSetErrors.BadSpine(path, reason));
        var service = Plan(state, asked, ref findings);
        var labels = service is not null && asked.HasLabels ? LabelReader.Read(body.Span[asked.Labels], service, asked.TimeColumn, ref findings) : [];
        if (findings is not null)
        {
            await Answers.WriteAsync(context.Response, ErrorAnswer.List(findings)).ConfigureAwait(false);
            return;
        }

        try
        {
            var run = Submit(state, asked, service!, labels, context.RequestAborted);
            context.Response.Headers.Location = TrainingSetRoutes.UrlOf(run);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            await context.Response.WriteAsJsonAsync(TrainingSetRoutes.Shape(run)).ConfigureAwait(false);
        }
        catch (QuernException e) when (e.Findings.All(IsAboutRequest))
        {
            await Answers.WriteAsync(context.Response, ErrorAnswer.List([.. e.Findings.Select(TrainingSetErrors.BadRows)])).ConfigureAwait(false);
        }
    }

    private TrainingRun Submit(ServingState state, TrainingSetBody asked, ServicePlan service, IReadOnlyList<(string Name, Values.Column Values)> labels, CancellationToken cancellation)
    {
        var id = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        var folder = sets.Folders.Open(id);
        // The caller holds the state, so that this cannot fail.
        state.TryHold();
        TrainingSetWork? work = null;
        try
        {
            var order = Order(asked, folder);
            work = new(state, service, order, Path.Combine(folder, BadRowName), sets.Options!);
            if (asked.HasLabels) LabelFile.Write(Path.Combine(folder, LabelName), labels, new DuckResources { Threads = 1, TempFolder = folder });
            var rows = work.Check(cancellation);
            var run = new TrainingRun { Id = id, Service = order.Service, Features = order.Features, Rows = rows, Output = Path.GetFileName(order.Out), Submitted = default };
            var submitted = work;
            work = null;
            return sets.Runs.Submit(run, submitted);
        }
        catch
        {
            work?.Dispose();
            sets.Folders.Remove(id);
            throw;
        }
    }

    // Paths are relative to the project's folder, as those of a command that is given there: so the command line can make the same training set again from the manifest.
    private TrainingSetOrder Order(TrainingSetBody asked, string folder)
    {
        string Relative(string name) => Path.GetRelativePath(sets.Options!.Project.Folder, Path.Combine(folder, name));
        return new()
        {
            Service = asked.Service,
            Features = asked.Features,
            Spine = asked.HasLabels ? Relative(LabelName) : asked.Spine,
            Out = Relative(asked.IsCsv ? "result.csv" : "result.parquet"),
            TimeColumn = asked.HasLabels ? asked.TimeColumn ?? LabelReader.UsualTime : asked.TimeColumn,
            AsKnown = asked.AsKnown,
            Statuses = asked.Statuses,
            OnBadRow = asked.Quarantines ? BadRowPolicy.Quarantine : BadRowPolicy.Fail,
        };
    }

    private static ServicePlan? Plan(ServingState state, TrainingSetBody asked, ref List<RequestFinding>? findings)
    {
        if (asked.Service is { } name)
        {
            if (state.Repository.Services.TryGetValue(name, out var service)) return service;
            RequestErrors.Add(ref findings, TrainingSetErrors.UnknownService(name, Hints.Names("Services", state.Repository.Services.Keys)));
            return null;
        }

        if (asked.Features.Count == 0) return null;
        var (plan, refusals) = new ServicePlanner(state.Repository).Plan(asked.Features, fullNames: false);
        if (plan is not null) return plan;
        foreach (var refusal in refusals) RequestErrors.Add(ref findings, RequestErrors.BadList(refusal));
        return null;
    }

    // What the spine is like is the caller's to mend; disks and memory are not.
    private static bool IsAboutRequest(Finding finding) => finding.Code is "QRN3001" or "QRN3002" or "QRN3003" or "QRN3004" or "QRN3020" or "QRN3022" or "QRN3040";
}
