using Quern.Values;

namespace Quern.Engine.Served;

/// <summary>Some rows of a log with their values, as columns.</summary>
/// <param name="At">The instant of each read, in microseconds.</param>
/// <param name="Versions">The version of the registry that answered.</param>
/// <param name="Inputs">The columns of the shape's <see cref="ServedShape.Inputs"/>.</param>
/// <param name="Outputs">The values of the service's outputs; lists, rankings and histograms as their encoded bytes, in columns of text.</param>
/// <param name="Statuses">The outputs' statuses as text; null in rows that a version without the output answered.</param>
/// <param name="EventTimes">The event times that were told, of the shape's <see cref="ServedShape.Timed"/>, in microseconds; 0 where none was.</param>
/// <param name="OnlineTo">Up to where the state of each read of the shape's plan had come, in microseconds; 0 where that is not known.</param>
public sealed record ServedValues(long[] At, string[] Versions, IReadOnlyList<Column> Inputs, IReadOnlyList<Column> Outputs, IReadOnlyList<TextColumn> Statuses, IReadOnlyList<long[]> EventTimes, IReadOnlyList<long[]> OnlineTo);
