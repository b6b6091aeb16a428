namespace Quern.Client.Online;

/// <summary>Columns of values for the rows asked for, in their order: the keys first, then the features. Never changes.</summary>
public sealed class Vectors
{
    private readonly Dictionary<string, VectorColumn> _columns = [];

    internal Vectors(OnlineAnswer answer)
    {
        if (answer.Metadata.FeatureNames.Count != answer.Results.Count) throw ClientErrors.NotQuern(200, "It has not as many names as columns.");
        Names = answer.Metadata.FeatureNames;
        Rows = answer.Results.Count == 0 ? 0 : answer.Results[0].Values.Count;
        foreach (var (name, column) in Names.Zip(answer.Results)) _columns[name] = new(name, column);
    }

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>A column.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message lists those there are.</exception>
    public VectorColumn this[string name] => _columns.TryGetValue(name, out var column) ? column : throw new KeyNotFoundException($"There is no column '{name}'; there are {string.Join(", ", Names)}.");
}
