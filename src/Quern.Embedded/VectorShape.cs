using Quern.Planning;

namespace Quern.Embedded;

/// <summary>What all vectors of a service share: the names of its features and their places.</summary>
internal sealed class VectorShape
{
    private readonly Dictionary<string, int> _places = [];

    public VectorShape(ServicePlan plan)
    {
        Outputs = [.. plan.Outputs];
        Names = [.. plan.Outputs.Select(output => output.Name)];
        for (var i = 0; i < Names.Count; i++) _places[Names[i]] = i;
        HasEncoded = Outputs.Any(output => !output.Type.IsFixedWidth);
    }

    public OutputColumn[] Outputs { get; }

    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether any value is not of fixed width.</summary>
    public bool HasEncoded { get; }

    public int PlaceOf(string name) => _places.TryGetValue(name, out var place) ? place : throw new KeyNotFoundException($"There is no feature '{name}'; there are {string.Join(", ", Names)}.");
}
