using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.TrainingSets;

/// <summary>Port: the rows for which a training set is made, in an order of their own.</summary>
public interface ISpine
{
    /// <summary>What it is, for messages: a path or a query.</summary>
    string Name { get; }

    /// <summary>Its columns with their types as the data has them.</summary>
    IReadOnlyList<SpineColumn> Columns { get; }

    /// <summary>How many rows it has.</summary>
    long Count(CancellationToken cancellation);

    /// <summary>The values of some columns, converted to the kinds asked for, for the rows from <paramref name="first"/> on, in the spine's order.</summary>
    /// <exception cref="QuernException">A value cannot be converted; row and value are named.</exception>
    IReadOnlyList<Column> Load(IReadOnlyList<RequestField> columns, long first, int count, CancellationToken cancellation);

    /// <summary>A hash of what the spine consists of: its files' paths, lengths and times, or its query.</summary>
    string SnapshotId { get; }
}

/// <summary>A column of a spine.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, in the words of where it is from.</param>
/// <param name="IsTime">Whether its values are instants or dates.</param>
/// <param name="Kind">As what kind its values can be loaded to see what they are like; null where there is none.</param>
public sealed record SpineColumn(string Name, string Type, bool IsTime, ValueKind? Kind);
