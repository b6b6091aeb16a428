using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Serving;

/// <summary>The last good values that a service answered, of those columns that declare them as fallbacks. In memory, of a bounded number of entities. Safe for many threads.</summary>
public sealed class LastGoodValues
{
    private readonly LastGoodTable[] _tables;
    private readonly LastGoodTable?[] _byOutput;

    private LastGoodValues(ServicePlan service, LastGoodTable[] tables)
    {
        _tables = tables;
        _byOutput = new LastGoodTable?[service.Outputs.Count];
        foreach (var table in tables)
            foreach (var output in table.Outputs)
                _byOutput[output] = table;
    }

    /// <summary>Room for the last good values of a service; null when it declares none.</summary>
    /// <param name="service">The service.</param>
    /// <param name="entities">How many entities are kept, for each set of join keys that columns depend on.</param>
    public static LastGoodValues? Of(ServicePlan service, int entities)
    {
        string[] names = [.. service.JoinKeys.Select(key => key.Name)];
        LastGoodTable[] tables = [.. Enumerable.Range(0, service.Outputs.Count)
            .Where(output => service.Outputs[output].Fallback is { IsLastGood: true })
            .GroupBy(output => string.Join('\0', service.JoinKeysOf(service.Outputs[output].Input)))
            .Select(group => new LastGoodTable(service, [.. service.JoinKeysOf(service.Outputs[group.First()].Input).Select(key => Array.IndexOf(names, key))], [.. group], entities))];
        return tables.Length == 0 ? null : new(service, tables);
    }

    /// <summary>Keeps what was answered.</summary>
    /// <param name="joinKeys">The columns named by the service's join keys, in that order.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="at">The instant of the read.</param>
    /// <param name="batch">What was read.</param>
    /// <param name="progress">What of it is done; null for all.</param>
    public void Keep(IReadOnlyList<Column> joinKeys, int rows, Instant at, VectorBatch batch, ReadProgress? progress = null)
    {
        foreach (var table in _tables) table.Keep(joinKeys, rows, at, batch, progress);
    }

    /// <summary>Writes the last good value of an output for a row's entity.</summary>
    /// <returns>Its event time in microseconds; null when there is no such value.</returns>
    internal long? Give(int output, IReadOnlyList<Column> joinKeys, int row, Instant now, ResultWriter target) => _byOutput[output]!.Give(output, joinKeys, row, now, target);
}
