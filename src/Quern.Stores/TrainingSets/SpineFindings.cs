using Quern.Engine.TrainingSets;
using Quern.Planning;
using Quern.Stores.DuckDb;
using Quern.Stores.Sources;
using Quern.Values;

namespace Quern.Stores.TrainingSets;

/// <summary>What can be wrong with a spine.</summary>
internal static class SpineFindings
{
    public static Finding Missing(string name, string path) => new(
        "QRN3020", $"spine '{name}' does not exist", $"Looked for: {path}", "Correct the path, or bring the file.");

    public static Finding Unreadable(string name, string reason) => new(
        "QRN3022", $"spine '{name}' cannot be read", reason, "Check that the file is whole and of the format that its extension says.");

    public static Finding UnknownFormat(string name) => new(
        "QRN3040", $"spine '{name}' is of no format that can be read", null, "A spine is a .parquet, .csv, .csv.gz, .ndjson or .jsonl file, or a query.");

    public static Finding NotSelect(string query) => new(
        "QRN3027", "spine's query is not one SELECT", $"The query: {query}", "A spine's query starts with SELECT, WITH or FROM and is one statement.");

    public static Finding BadQuery(string message) => new(
        "QRN3028", "spine's query is refused by DuckDB", message, "Mend the query; it is DuckDB's dialect of SQL.");

    public static Finding WrongType(string name, RequestField wanted, DuckType type) => new(
        "QRN3041",
        $"spine '{name}': column '{wanted.Name}' is {type}, but {DataType.Scalar(wanted.Kind)} is wanted",
        "Keys are compared as they are: 7 and '7' and '007' are three keys, so nothing is cast behind your back.",
        $"Cast it in a query over the spine: SELECT * REPLACE ({DuckSql.Identifier(wanted.Name)}::{SqlType(wanted.Kind)} AS {DuckSql.Identifier(wanted.Name)}) FROM …");

    public static Finding BadValue(string name, string column, long row, string? value, string reason) => new(
        "QRN3042", $"spine '{name}', row {row}: {column} is {(value is null ? "null" : $"'{RejectedLine.Shorten(value)}'")}: {reason}", Hint: "Mend the row, or leave it out of the spine.");

    public static Finding MoreBadValues(string name, int more) => new("QRN3042", $"spine '{name}': … and {more} more such rows");

    public static Finding NoPoint(string name, string point) => new(
        "QRN3044", $"spine '{name}' has no column '{SpineOrigin.PointColumn}', by which its rows at '{point}' could be told", null, "Add the column with the name of each row's point in time, or leave out --point-in-time.");

    public static Finding HasRows(string name) => new(
        "QRN3045", $"spine '{name}' has a column '{SpineBucket.RowColumn}', under which a bucket tells the places of its rows", null, "Give the column another name in a query over the spine.");

    public static Finding Changed(string name) => new(
        "QRN3043", $"spine '{name}' changed while it was read", null, "Run again once nobody writes to it.");

    private static string SqlType(ValueKind kind) => kind switch
    {
        ValueKind.Boolean => "BOOLEAN",
        ValueKind.Int32 => "INTEGER",
        ValueKind.Int64 => "BIGINT",
        ValueKind.Float32 => "FLOAT",
        ValueKind.Float64 => "DOUBLE",
        ValueKind.String => "VARCHAR",
        ValueKind.Embedding => "FLOAT[]",
        _ => "TIMESTAMPTZ",
    };
}
