using Microsoft.AspNetCore.Http;
using Quern.Protocol.Errors;
using Quern.Protocol.Registry;
using Quern.Server.Serving;

namespace Quern.Server.Http;

/// <summary>What is defined, read from the state that requests are answered from.</summary>
internal static class RegistryRoutes
{
    internal static Task GetRegistry(HttpContext context, ServingStates states) => WithState(context, states, state => context.Response.WriteAsJsonAsync(state.Snapshot()));

    internal static Task GetService(string name, HttpContext context, ServingStates states) => WithState(context, states, state =>
    {
        if (state.Repository.Services.TryGetValue(name, out var plan))
            return context.Response.WriteAsJsonAsync(RegistryShapes.Service(plan, state.Repository.Definition.Services.First(service => service.Name == name).Labels));
        var unknown = RequestErrors.UnknownService(name, state.Project, Hints.Names("Services", state.Repository.Services.Keys));
        return Answers.WriteAsync(context.Response, 404, unknown.Finding);
    });

    internal static async Task WithState(HttpContext context, ServingStates states, Func<ServingState, Task> answer)
    {
        if (states.Hold() is not { } state)
        {
            await Answers.WriteAsync(context.Response, 503, ServerFindings.NotReady()).ConfigureAwait(false);
            return;
        }

        try
        {
            await answer(state).ConfigureAwait(false);
        }
        finally
        {
            state.Release();
        }
    }
}
