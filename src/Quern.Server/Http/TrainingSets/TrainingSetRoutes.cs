using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Quern.Engine.TrainingSets.Runs;
using Quern.Protocol.TrainingSets;
using Quern.Server.Serving;
using Quern.Server.TrainingSets;

namespace Quern.Server.Http.TrainingSets;

/// <summary>Training sets over HTTP, as OpenAPI describes them: asked for, looked after, fetched, called off.</summary>
internal static class TrainingSetRoutes
{
    private const string Route = "/v1/training-sets";
    private const int RetryAfterSeconds = 10;

    internal static void Map(IEndpointRouteBuilder app, ServingStates states, ServedTrainingSets sets)
    {
        var upload = new TrainingSetUpload(states, sets);
        app.MapPost(Route, (Delegate)((HttpContext context) => TellAsync(context, () => upload.HandleAsync(context))))
            .WithName("makeTrainingSet").WithTags("Training sets").WithSummary("Begins to make a training set: the features of each row as of its instant")
            .WithDescription("Answered at once; the run is told at its url until it is over. The values are those of quern training-set.")
            .WithMetadata(new AcceptsJson(typeof(TrainingSetShape)))
            .Produces<TrainingRunShape>(202).Produces(404).Produces(413).Produces(422).Produces(429).Produces(503).Produces(507);

        app.MapGet(Route, (Delegate)((HttpContext context) => TellAsync(context, () => context.Response.WriteAsJsonAsync(sets.Runs.All.Select(Shape).ToArray()))))
            .WithName("getTrainingSets").WithTags("Training sets").WithSummary("The runs that make training sets, the latest first").Produces<TrainingRunShape[]>().Produces(503);

        app.MapGet(Route + "/{id}", (string id, HttpContext context) => TellAsync(context, () => context.Response.WriteAsJsonAsync(Shape(Find(sets, id)))))
            .WithName("getTrainingSet").WithTags("Training sets").WithSummary("How a run stands: its progress, why it failed, how its result was made").Produces<TrainingRunShape>().Produces(404).Produces(503);

        app.MapGet(Route + "/{id}/result", (string id, HttpContext context) => TellAsync(context, () => SendAsync(context, sets, Find(sets, id))))
            .WithName("getTrainingSetResult").WithTags("Training sets").WithSummary("The training set as a file, or a range of its bytes")
            .Produces(200, contentType: "application/vnd.apache.parquet").Produces(206).Produces(404).Produces(409).Produces(503);

        app.MapDelete(Route + "/{id}", (string id, HttpContext context) => TellAsync(context, () => Remove(context, sets, id)))
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
        [.. run.Findings.Select(finding => new FindingShape(finding.Code, finding.Message, finding.Detail, finding.Hint))],
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

    private static async Task TellAsync(HttpContext context, Func<Task> answer)
    {
        try
        {
            await answer().ConfigureAwait(false);
        }
        catch (QuernException e) when (!context.Response.HasStarted && StatusOf(e.Findings[0]) is { } status)
        {
            if (status is StatusCodes.Status429TooManyRequests) context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            await Answers.WriteAsync(context.Response, status, e.Findings[0]).ConfigureAwait(false);
        }
    }

    // Others are the server's own trouble, which its boundary logs and tells.
    private static int? StatusOf(Finding finding) => finding.Code switch
    {
        "QRN5106" or "QRN5111" => StatusCodes.Status429TooManyRequests,
        "QRN5107" => StatusCodes.Status404NotFound,
        "QRN5108" => StatusCodes.Status409Conflict,
        "QRN5100" or "QRN5109" or "QRN5110" => StatusCodes.Status503ServiceUnavailable,
        "QRN3104" => StatusCodes.Status507InsufficientStorage,
        _ => null,
    };
}
