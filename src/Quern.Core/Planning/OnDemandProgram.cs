using Quern.Definitions.Functions;
using Quern.Values;

namespace Quern.Planning;

/// <summary>All on-demand methods of a service, each after those whose features it needs, ready to run over rows. Safe for several threads over different rows.</summary>
public sealed class OnDemandProgram
{
    private readonly ServicePlan _service;
    private readonly OnDemandFunction[] _functions;

    /// <summary>Prepares the methods of a service.</summary>
    public OnDemandProgram(ServicePlan service)
    {
        _service = service;
        _functions = [.. service.OnDemand.Select(plan => new OnDemandFunction(plan.Definition))];
    }

    /// <summary>Computes rows <paramref name="start"/> to <paramref name="end"/>, excluded.</summary>
    /// <param name="reads">For each read of the service, its features' values.</param>
    /// <param name="lookups">For each lookup of the service, its features' values.</param>
    /// <param name="requests">For each request field of the service, its column.</param>
    /// <param name="outputs">For each on-demand method of the service, where the values of its features go; those of earlier ones are inputs of later ones.</param>
    /// <param name="start">The first row.</param>
    /// <param name="end">The row after the last.</param>
    /// <param name="failed">Told of each call that threw: the method's name, the row, and what; null when nobody cares.</param>
    /// <param name="done">Told of each method when all its rows are computed; gives whether to go on to the next. Null when nobody cares.</param>
    public void Run(
        IReadOnlyList<IReadOnlyList<ResultColumn>> reads, IReadOnlyList<IReadOnlyList<ResultColumn>> lookups, IReadOnlyList<Column> requests, IReadOnlyList<IReadOnlyList<ResultColumn>> outputs,
        int start, int end, Action<string, int, Exception>? failed = null, Func<int, bool>? done = null)
    {
        for (var i = 0; i < _functions.Length; i++)
        {
            var name = _service.OnDemand[i].Definition.Name;
            OnDemandLane[] arguments = [.. _service.OnDemand[i].Inputs.Select(input =>
                input.Kind == InputKind.Request ? OnDemandLane.Of(requests[input.Index]) : OnDemandLane.Of(input.In(reads, lookups, outputs)))];
            ResultWriter[] writers = [.. outputs[i].Select(column => column.OpenWriter())];
            _functions[i].Run(arguments, writers, start, end, failed is null ? null : (row, exception) => failed(name, row, exception));
            if (done?.Invoke(i) == false) return;
        }
    }
}
