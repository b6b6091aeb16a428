using Quern.Definitions;
using Quern.Schema;
using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.Sources;

/// <summary>What can be wrong between a source's definition and what is there.</summary>
internal static class SourceFindings
{
    private const int MostColumns = 60;

    public static Finding MissingFile(SourceDefinition source, string path) => new(
        "QRN3020", $"source '{source.Name}': file '{source.Location}' does not exist", $"Looked for: {path}", "Paths are relative to the project's folder; correct the path, or bring the file.");

    public static Finding IsFolder(SourceDefinition source) => new(
        "QRN3020", $"source '{source.Name}': '{source.Location}' is a folder, not a file", null, $"Name its files with a pattern, such as '{source.Location.TrimEnd('/')}/*.{Extension(source.Format)}'; a folder with _delta_log in it is a Delta table.");

    public static Finding NoMatch(SourceDefinition source, string pattern) => new(
        "QRN3021", $"source '{source.Name}': no file matches '{source.Location}'", $"Looked for: {pattern}", "* is any name, ** any folders; paths are relative to the project's folder.");

    public static Finding NoObject(SourceDefinition source, string looked) => new(
        "QRN6806", $"no object matches '{source.Location}'", $"Looked under: {looked}", "Name an object, or objects with a pattern: * is any name, ** any folders. The letters' case matters.");

    public static Finding InSource(SourceDefinition source, Finding finding) => finding with { Message = $"source '{source.Name}': {finding.Message}" };

    public static Finding Unreadable(SourceDefinition source, string file, string reason) => new(
        "QRN3022", $"source '{source.Name}': file '{file}' cannot be read as {source.Format.ToString().ToLowerInvariant()}", reason, "Check that the file is whole and of the format that the definition says.");

    public static Finding MissingColumn(SourceDefinition source, Field field, IReadOnlyList<DuckField> columns, string? file)
    {
        var nearest = NearestNames.Of(field.Column, columns.Select(column => column.Name));
        return new(
            "QRN3023",
            $"source '{source.Name}' has no column '{field.Column}' ({source.Schema.Name}.{field.Member}, {DataType.Scalar(field.Kind)})",
            Columns(columns, file),
            nearest.Count == 0
                ? $"Correct the member's name, or name the column: [Column(\"…\")]."
                : $"Did you mean {string.Join(" or ", nearest.Select(name => $"'{name}'"))}? Then write [Column(\"{nearest[0]}\")] on {source.Schema.Name}.{field.Member}.");
    }

    public static Finding WrongType(SourceDefinition source, Field field, DuckField column, IReadOnlyList<DuckField> columns, string? file) => new(
        "QRN3024",
        $"source '{source.Name}': column '{column.Name}' is {column.Type}, which {source.Schema.Name}.{field.Member} ({DataType.Scalar(field.Kind)}) cannot take",
        Columns(columns, file),
        Hint(source, field, column.Type));

    public static Finding UnreadableText(SourceDefinition source, Field field, string value, string reason, string file) => new(
        "QRN3024",
        $"source '{source.Name}': column '{field.Column}' holds no {DataType.Scalar(field.Kind)}, as {source.Schema.Name}.{field.Member} wants",
        $"The first value in '{file}' is '{value}': {reason}.",
        "Correct the member's type, or the file.");

    public static Finding DoubledColumn(SourceDefinition source, string column, string file) => new(
        "QRN3026", $"source '{source.Name}': file '{file}' has the column '{column}' more than once", null, "Give each column a name of its own.");

    public static Finding OtherFile(SourceDefinition source, string column, string first, string type, string file, string? other) => new(
        "QRN3025",
        $"source '{source.Name}': its files differ in column '{column}'",
        other is null ? $"It is {type} in '{first}' and missing in '{file}'." : $"It is {type} in '{first}' and {other} in '{file}'.",
        "Write the files anew with one schema, or make them sources of their own.");

    public static Finding OtherHeader(SourceDefinition source, string first, IReadOnlyList<string> names, string file, IReadOnlyList<string> other) => new(
        "QRN3025",
        $"source '{source.Name}': its files differ in their columns",
        $"'{first}' has {string.Join(", ", names)}; '{file}' has {string.Join(", ", other)}.",
        "Write the files anew with one header, delimiter and compression, or make them sources of their own.");

    public static Finding NotSelect(SourceDefinition source) => new(
        "QRN3027", $"source '{source.Name}': its query is not one SELECT", $"The query: {source.Location.Trim()}", "A source's query starts with SELECT, WITH or FROM and is one statement.");

    public static Finding BadQuery(SourceDefinition source, string message) => new(
        "QRN3028", $"source '{source.Name}' has a query that DuckDB refuses", message, "Mend the query; the tables it may name are the sources given to it" + (source.Inputs.Count == 0 ? "." : ": " + string.Join(", ", source.Inputs.Select(input => $"'{input.Name}'")) + "."));

    private static string Columns(IReadOnlyList<DuckField> columns, string? file)
    {
        var shown = string.Join(", ", columns.Take(MostColumns).Select(column => $"{column.Name} ({column.Type})"));
        var rest = columns.Count > MostColumns ? $", and {columns.Count - MostColumns} more" : "";
        return $"The columns of {(file is null ? "the query" : $"'{file}'")}: {shown}{rest}.";
    }

    private static string Hint(SourceDefinition source, Field field, DuckType type)
    {
        if (field.Kind == ValueKind.Timestamp && type.Id is DuckTypeId.BigInt or DuckTypeId.Integer or DuckTypeId.UInteger)
            return $"If it counts units since 1970, say which: [Column(Epoch = EpochUnit.Milliseconds)] on {source.Schema.Name}.{field.Member}.";
        return ClrType(type.Id) is { } name
            ? $"Declare {source.Schema.Name}.{field.Member} as {name}, or convert the column in a SQL source."
            : "Convert the column in a SQL source.";
    }

    private static string? ClrType(DuckTypeId type) => type switch
    {
        DuckTypeId.Boolean => "bool",
        DuckTypeId.TinyInt or DuckTypeId.SmallInt or DuckTypeId.Integer or DuckTypeId.UTinyInt or DuckTypeId.USmallInt => "int",
        DuckTypeId.BigInt or DuckTypeId.UInteger or DuckTypeId.UBigInt or DuckTypeId.HugeInt => "long",
        DuckTypeId.Float => "float",
        DuckTypeId.Double or DuckTypeId.Decimal => "double",
        DuckTypeId.Varchar or DuckTypeId.Uuid or DuckTypeId.Enum => "string",
        DuckTypeId.Timestamp or DuckTypeId.TimestampTz or DuckTypeId.TimestampS or DuckTypeId.TimestampMs or DuckTypeId.TimestampNs or DuckTypeId.Date => "DateTimeOffset",
        _ => null,
    };

    private static string Extension(SourceFormat format) => format switch
    {
        SourceFormat.Parquet => "parquet",
        SourceFormat.Csv => "csv",
        _ => "ndjson",
    };
}
