using System.Globalization;

namespace Quern.Engine.Expectations;

/// <summary>Which rows that count now a change of definitions would leave out.</summary>
/// <param name="Thing"><c>source</c> or <c>view</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Rows">How many rows count now.</param>
/// <param name="Dropped">How many of them would not any more.</param>
/// <param name="Causes">What leaves them out, the most first.</param>
public sealed record DroppedRows(string Thing, string Name, long Rows, long Dropped, IReadOnlyList<DropCause> Causes)
{
    /// <summary>The share of the rows that would be left out; 0 of no rows.</summary>
    public double Share => Rows == 0 ? 0 : (double)Dropped / Rows;

    /// <summary>The same in one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Thing} '{Name}' leaves out {Dropped:N0} of {Rows:N0} rows that count now ({100 * Share:0.0} %)");
}

/// <summary>What leaves rows out.</summary>
/// <param name="Condition">The name of an expectation that rejects, or the text of a filter.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="First">The first of them.</param>
public sealed record DropCause(string Condition, long Rows, FailedRow First)
{
    /// <summary>The same in one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Condition}: {Rows:N0}, first {First}");
}
