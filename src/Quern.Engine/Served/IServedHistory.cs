using Quern.Time;

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

    /// <summary>The first and the last instant of any read, and how many rows there are; null when there is none.</summary>
    /// <exception cref="QuernException">The table cannot be read.</exception>
    ServedSpan? Span(CancellationToken cancellation);

    /// <summary>Goes over the rows of an interval, in no order; of rows that share request and number it gives the last.</summary>
    /// <param name="shape">Whose join keys are wanted.</param>
    /// <param name="served">The instants of the reads.</param>
    /// <param name="take">Takes some of the rows, which are gone afterwards.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="QuernException">The table cannot be read.</exception>
    void Scan(ServedShape shape, Interval served, Action<ServedSlice> take, CancellationToken cancellation);

    /// <summary>Goes over the values of an interval's rows, in no order.</summary>
    /// <param name="shape">What is wanted of a row.</param>
    /// <param name="served">The instants of the reads.</param>
    /// <param name="take">Takes some of the rows, which are gone afterwards.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="QuernException">The table cannot be read.</exception>
    void ScanValues(ServedShape shape, Interval served, Action<ServedValues> take, CancellationToken cancellation);
}
