using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Quern.Engine.Audit;
using Quern.Engine.Served;
using Quern.Protocol.Audits;
using Quern.Values;

namespace Quern.Server.Audits;

/// <summary>What audits of served vectors found within the last hour.</summary>
internal static class AuditRoutes
{
    internal static void Map(IEndpointRouteBuilder app, ServerOptions options) =>
        app.MapGet("/v1/audits", (Delegate)((HttpContext context) => context.Response.WriteAsJsonAsync(Shape(options.Audits))))
            .WithName("getAudits").WithTags("Serving").WithSummary("How many served values of the last hour differ from history, by service, view and cause").Produces<AuditsShape>();

    private static AuditsShape Shape(SkewAudits? audits) => new(audits is null ? [] : [.. audits.Found.Select(found => Shape(found.Service, found.Found, found.Trouble))]);

    private static AuditedServiceShape Shape(string service, AuditReport? report, Finding? trouble) => report is null
        ? new(service, null, null, 0, 0, 0, 0, 0, trouble?.ToString(), [], [], [])
        : new(
            service, report.Version, report.Served.End.ToString(), report.Counts.Compared, report.Counts.Different, report.Values, report.Views.Sum(view => view.Different), report.Rate(strict: true),
            trouble?.ToString(), [.. report.Rates.Select(rate => Shape(report, rate))], [.. report.Examples.Select(Shape)], report.Notes);

    private static SkewRateShape Shape(AuditReport report, AuditRate rate) =>
        new(rate.View, rate.Cause.Name(), rate.Values, rate.Values / (double)report.Views.First(view => view.View == rate.View).Values, rate.Cause.IsByDesign());

    private static SkewExampleShape Shape(AuditExample example) => new(
        example.RequestId, example.Row, example.At.ToString(), example.ServedBy, example.Keys.ToDictionary(key => key.Key, key => Text(key.Value)), example.View, example.Feature, Side(example.Served), Side(example.Computed), example.Cause.Name(), example.Evidence);

    private static SkewSideShape Side(ReplayedSide side) => new(Text(side.Value), SnakeCase.Of(side.Status.ToString()).ToUpperInvariant());

    private static string? Text(Value value) => value.IsNull ? null : value.ToString();
}
