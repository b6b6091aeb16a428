using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Quern.Engine.TrainingSets.Runs;
using Quern.Protocol.Errors;
using Quern.Protocol.TrainingSets;
using Quern.Server.Serving;
using Quern.Server.TrainingSets;

namespace Quern.Server.Http.TrainingSets;

/// <summary>Training sets over HTTP, as OpenAPI describes them: asked for, looked after, fetched, called off.</summary>
internal static class TrainingSetRoutes
{
    private const string Route = "/v1/training-sets";

    internal static void Map(IEndpointRouteBuilder app, ServingStates states, ServedTrainingSets sets)
    {
        var upload = new TrainingSetUpload(states, sets);
        app.MapPost(Route, (Delegate)((HttpContext context) => upload.HandleAsync(context)))
            .WithName("makeTrainingSet").WithTags("Training sets").WithSummary("Begins to make a training set: the features of each row as of its instant")
            .WithDescription("Answered at once; the run is told at its url until it is over. The values are those of quern training-set.")
            .WithMetadata(new AcceptsJson(typeof(TrainingSetShape)))
            .Produces<TrainingRunShape>(202).Produces(404).Produces(413).Produces(422).Produces(429).Produces(503).Produces(507);

        app.MapGet(Route, (Delegate)((HttpContext context) => context.Response.WriteAsJsonAsync(sets.Runs.All.Select(Shape).ToArray())))
            .WithName("getTrainingSets").WithTags("Training sets").WithSummary("The runs that make training sets, the latest first").Produces<TrainingRunShape[]>().Produces(503);

        app.MapGet(Route + "/{id}", (string id, HttpContext context) => context.Response.WriteAsJsonAsync(Shape(Find(sets, id))))
            .WithName("getTrainingSet").WithTags("Training sets").WithSummary("How a run stands: its progress, why it failed, how its result was made").Produces<TrainingRunShape>().Produces(404).Produces(503);

        app.MapGet(Route + "/{id}/result", (string id, HttpContext context) => SendAsync(context, sets, Find(sets, id)))
            .WithName("getTrainingSetResult").WithTags("Training sets").WithSummary("The training set as a file, or a range of its bytes")
            .Produces(200, contentType: "application/vnd.apache.parquet").Produces(206).Produces(404).Produces(409).Produces(503);

        app.MapDelete(Route + "/{id}", (string id, HttpContext context) => Remove(context, sets, id))
            .WithName("removeTrainingSet").WithTags("Training sets").WithSummary("Calls a run off that is not over; removes one that is, with its files").Produces<TrainingRunShape>().Produces(404).Produces(503);
    }

    internal static string UrlOf(TrainingRun run) => $"{Route}/{run.Id}";

    internal static TrainingRunShape Shape(TrainingRun run) => new(
        run.Id,
        run.Status.ToString().ToLowerInvariant(),
        UrlOf(run),
        run.Service,
        run.Features,
        run.Rows,
        run.Submitted,
        run.Started,
        run.Ended,
        run.Progress is { } progress ? new(progress.Step, progress.Done, progress.Total) : null,
        [.. run.Findings.Select(finding => FindingShape.Of(finding))],
        run.Manifest is { } manifest ? JsonSerializer.SerializeToElement(manifest, JsonSerializerOptions.Web) : null,
        run.Status == RunStatus.Succeeded ? UrlOf(run) + "/result" : null);

    private static TrainingRun Find(ServedTrainingSets sets, string id) => sets.Runs.Find(id) ?? throw new QuernException(RunFindings.Unknown(id));

    private static Task Remove(HttpContext context, ServedTrainingSets sets, string id) =>
        context.Response.WriteAsJsonAsync(Shape(sets.Runs.Remove(id) ?? throw new QuernException(RunFindings.Unknown(id))));

    private static Task SendAsync(HttpContext context, ServedTrainingSets sets, TrainingRun run)
    {
        var path = Path.Combine(sets.Folders.Of(run.Id), run.Output);
        if (run.Status != RunStatus.Succeeded || !File.Exists(path)) throw new QuernException(RunFindings.NoResult(run));
        var isCsv = run.Output.EndsWith(".csv", StringComparison.Ordinal);
        var file = Results.File(path, isCsv ? "text/csv" : "application/vnd.apache.parquet", run.Output, run.Ended, new EntityTagHeaderValue($"\"{run.Manifest!.OutputHash}\""), enableRangeProcessing: true);
        return file.ExecuteAsync(context);
    }
}
