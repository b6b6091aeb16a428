namespace Quern.Client.Online;

/// <summary>Columns of values for the rows asked for, in their order: the keys first, then the features. Never changes.</summary>
public sealed class Vectors
{
    private readonly Dictionary<string, VectorColumn> _columns = [];

    internal Vectors(OnlineAnswer answer)
        : this(answer.Metadata.FeatureNames, answer.Results, 0)
    {
    }

    internal Vectors(IReadOnlyList<string> names, IReadOnlyList<OnlineColumn> columns, long cut)
    {
        if (names.Count != columns.Count) throw ClientErrors.NotQuern(200, "It has not as many names as columns.");
        (Names, CutValues) = (names, cut);
        Rows = columns.Count == 0 ? 0 : columns[0].Values.Count;
        foreach (var (name, column) in names.Zip(columns)) _columns[name] = new(name, column);
    }

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many values a deadline cut off: each is <see cref="ValueStatus.TimedOut"/>, <see cref="ValueStatus.Default"/> or <see cref="ValueStatus.LastGood"/>.</summary>
    public long CutValues { get; }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>A column.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message lists those there are.</exception>
    public VectorColumn this[string name] => _columns.TryGetValue(name, out var column) ? column : throw new KeyNotFoundException($"There is no column '{name}'; there are {string.Join(", ", Names)}.");
}
