using Quern.Connectors.Postgres.Sources;
using Quern.Schema;
using Quern.Values;

namespace Quern.Connectors.Postgres;

/// <summary>How values that fit a field are read in the server's binary form.</summary>
internal sealed partial record PostgresType
{
    private const uint NameType = 19, Text = 25, Json = 114, Char = 1042, Varchar = 1043;

    /// <summary>Gets the type that the server is to cast to first, because the binary form is then that of a text or of an array; null where its own is read.</summary>
    public string? Cast => IsText && Base is not (NameType or Text or Json or Char or Varchar) ? "text" : IsEmbedding && Base is not (Float4Array or Float8Array) ? "real[]" : null;

    /// <summary>What reads values of a field that they fit.</summary>
    public CopyReader Reader(Field field) => field.Kind switch
    {
        ValueKind.Boolean => new BooleanReader(),
        ValueKind.Int32 or ValueKind.Int64 => Base == Numeric ? new WholeNumericReader() : new WholeReader(),
        ValueKind.Float32 or ValueKind.Float64 => Base switch
        {
            Float8 => new RealReader(),
            Float4 => new Real32Reader(),
            Numeric => new NumericReader(),
            _ => new WholeToRealReader(),
        },
        ValueKind.String => new Utf8Reader(),
        ValueKind.Embedding => new EmbeddingReader(field.Dimensions),
        _ when field.Epoch is { } unit => new EpochReader(unit),
        _ => Base == Date ? new DateReader() : new TimeReader(),
    };
}
