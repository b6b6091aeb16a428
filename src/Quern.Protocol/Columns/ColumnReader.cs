using System.Text.Json;
using Quern.Values;

namespace Quern.Protocol.Columns;

/// <summary>
/// Reads the values of one request column into a typed <see cref="Column"/>. Types are exact, with two liberties that Feast takes and its clients use: a whole number and
/// its decimal digits stand for each other (<c>7</c> and <c>"7"</c>, not <c>"07"</c>), and a number without a fraction is whole (<c>7.0</c>, as data frames with gaps write it).
/// </summary>
internal abstract class ColumnReader
{
    /// <summary>What the values must be, for a message.</summary>
    internal abstract string Expected { get; }

    /// <summary>The values read since <see cref="Begin"/>.</summary>
    internal abstract Column Column { get; }

    /// <summary>Forgets all values.</summary>
    internal virtual void Begin() => Column.Clear();

    /// <summary>Appends the value that the reader stands on, which is not null; false when it is not of this kind.</summary>
    internal abstract bool TryAppend(ref Utf8JsonReader json);

    /// <summary>A reader into a column of its own.</summary>
    internal static ColumnReader For(ValueKind kind) => Into(Column.Create(kind));

    /// <summary>A reader into a column; its embeddings have so many numbers, or any number of them where <paramref name="dimensions"/> is 0.</summary>
    internal static ColumnReader Into(Column column, int dimensions = 0) => column.Kind switch
    {
        ValueKind.Embedding => new EmbeddingReader((TextColumn)column, dimensions),
        ValueKind.String => new TextReader((TextColumn)column),
        ValueKind.Boolean => new BooleanReader((Int64Column)column),
        ValueKind.Timestamp => new TimestampReader((Int64Column)column),
        ValueKind.Float32 or ValueKind.Float64 => new RealReader((Float64Column)column),
        _ => new IntegerReader((Int64Column)column),
    };
}
