using Microsoft.AspNetCore.Http;
using Quern.Protocol.Errors;
using Quern.Protocol.Registry;
using Quern.Server.Serving;

namespace Quern.Server.Http;

/// <summary>What is defined, read from the state that requests are answered from.</summary>
internal static class RegistryRoutes
{
    internal static Task GetRegistry(HttpContext context, ServingStates states) => WithState(context, states, state => context.Response.WriteAsJsonAsync(state.Snapshot()));

    internal static Task GetService(string name, HttpContext context, ServingStates states) => WithService(name, context, states, state =>
        context.Response.WriteAsJsonAsync(RegistryShapes.Service(state.Repository.Services[name], state.Repository.Definition.Services.First(service => service.Name == name).Labels, state.Shard?.Map)));

    /// <summary>Answers for a service that there is, and 404 for any other.</summary>
    internal static Task WithService(string name, HttpContext context, ServingStates states, Func<ServingState, Task> answer) => WithState(context, states, state => state.Repository.Services.ContainsKey(name)
        ? answer(state)
        : Answers.WriteAsync(context.Response, 404, RequestErrors.UnknownService(name, state.Project, Hints.Names("Services", state.Repository.Services.Keys)).Finding));

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
