using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Quern.Protocol.Drift;
using Quern.Server.Http;

namespace Quern.Server.Drift;

/// <summary>What is not as it was, and what rows and served values are like. Nothing is computed for a request.</summary>
internal static class DriftRoutes
{
    internal static void Map(IEndpointRouteBuilder app, ServerOptions options)
    {
        app.MapGet("/v1/drift", (Delegate)((HttpContext context) => context.Response.WriteAsJsonAsync(options.Drift?.Found ?? new DriftShape([], [], [], null))))
            .WithName("getDrift").WithTags("Serving").WithSummary("What is not as it was, of sources by bucket of time, of services by feature and bucket, and of views by what is expected of their features").Produces<DriftShape>();
        app.MapGet("/v1/sources/{name}/profile", (string name, HttpContext context) => TellAsync(context, options.Drift?.ProfileOfSource(name), $"source '{name}'"))
            .WithName("getSourceProfile").WithTags("Serving").WithSummary("What the rows of a source are like, by bucket of time").Produces<ProfileShape>().Produces(404);
        app.MapGet("/v1/services/{name}/profile", (string name, HttpContext context) => TellAsync(context, options.Drift?.ProfileOfService(name), $"service '{name}'"))
            .WithName("getServiceProfile").WithTags("Serving").WithSummary("What is served of a service, by bucket of time, beside its training set").Produces<ProfileShape>().Produces(404);
    }

    private static Task TellAsync(HttpContext context, ProfileShape? profile, string what) =>
        profile is null ? Answers.WriteAsync(context.Response, 404, DriftFindings.NoProfile(what)) : context.Response.WriteAsJsonAsync(profile);
}
