namespace Quern.Engine.Served;

/// <summary>Port: what was served of one service, as its table has it at one version. For one thread at a time.</summary>
public interface IServedHistory
{
    /// <summary>The version of the table.</summary>
    long Version { get; }

    /// <summary>The rows that belong to labels, by the labels' places.</summary>
    /// <param name="shape">What is wanted of a row; of what the table does not have nothing is found.</param>
    /// <param name="labels">For which labels.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="QuernException">The table cannot be read.</exception>
    ServedVectors Join(ServedShape shape, ServedLabels labels, CancellationToken cancellation);
}
