using Microsoft.AspNetCore.Http;
using Quern.Engine.Registry;
using Quern.Engine.Usage;
using Quern.Protocol.Errors;
using Quern.Protocol.Registry;
using Quern.Server.Usage;
using Quern.Time;

namespace Quern.Server.Http.Registry;

/// <summary>
/// <c>GET /v1/registry/commits/{number}/rollback</c> and <c>POST /v1/registry/rollback</c>: back to what was applied once. Nothing new can be applied over HTTP; a rollback brings back what somebody
/// who may deploy has applied before.
/// </summary>
internal sealed class Rollbacks(IRegistryStore? store, ServerOptions options)
{
    internal const string Route = "/v1/registry/rollback";

    private DefinitionRegistry Registry => new(store ?? throw new QuernException(ServerFindings.NoCommits()));

    internal RollbackPlanShape Plan(int number)
    {
        var (plan, over) = Registry.PlanRollback(number);
        return new(number, over.Number, ChangeShapes.Of(plan));
    }

    internal async Task HandleAsync(HttpContext context)
    {
        List<RequestFinding>? findings = null;
        var asked = RollbackRequest.Read(await Bodies.ReadAllAsync(context.Request).ConfigureAwait(false), ref findings);
        if (findings is not null)
        {
            await Answers.WriteAsync(context.Response, ErrorAnswer.List(findings)).ConfigureAwait(false);
            return;
        }

        if (!options.RollsBack) throw new QuernException(ServerFindings.CannotRollBack());
        var commit = Registry.Rollback(asked.To, AuthorOf(context.Request), Instant.From(options.Time.GetUtcNow()), asked.Over);
        await context.Response.WriteAsJsonAsync(new RollbackAnswerShape(commit.Number)).ConfigureAwait(false);
    }

    // Whoever asks over HTTP names itself, or is known by its program.
    private static string AuthorOf(HttpRequest request) => request.Headers[Callers.Header].ToString() is { Length: > 0 } name ? ConsumerNames.Clean(name) : ConsumerNames.OfAgent(request.Headers.UserAgent.ToString());
}
