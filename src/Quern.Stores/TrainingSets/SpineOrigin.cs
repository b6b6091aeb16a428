using System.Security.Cryptography;
using System.Text;
using Quern.Engine.Sources;
using Quern.Engine.TrainingSets;
using Quern.Stores.DuckDb;
using Quern.Stores.Objects;
using Quern.Stores.Sources;

namespace Quern.Stores.TrainingSets;

/// <summary>Where a spine's rows come from.</summary>
/// <param name="Name">What the user calls it.</param>
/// <param name="Path">The file; null for a query.</param>
/// <param name="Query">A query that gives its rows in order.</param>
internal sealed record SpineOrigin(string Name, string? Path, string Query)
{
    /// <summary>What DuckDB calls the number of a row in a Parquet file that has no such column itself.</summary>
    public const string NumberColumn = "file_row_number";

    /// <summary>The column with the point in time of each row.</summary>
    public const string PointColumn = "point_in_time";

    /// <summary>Gets a query that gives the columns of a CSV file as the text that stands there; null for other formats.</summary>
    public string? TextQuery { get; init; }

    /// <summary>Gets the object of which the file is a copy; null for a file that lies where it is.</summary>
    public SourceFile? Object { get; init; }

    /// <summary>Gets the names in a CSV file's first line; null for other formats. DuckDB would give a name that is there twice another one.</summary>
    public IReadOnlyList<string>? Header { get; init; }

    /// <summary>Gets the same query with the number of each row after its columns; null where the file does not number its rows.</summary>
    public string? NumberedQuery { get; init; }

    public string SnapshotId => Path is null
        ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Query)))
        : SourceSnapshots.Hash([SourceSnapshots.Describe(new(Path, Name) { Object = Object })]);

    /// <summary>The same, of the rows at a named point in time alone.</summary>
    public SpineOrigin At(string point) => this with { Query = At(Query, point), TextQuery = TextQuery is { } text ? At(text, point) : null, NumberedQuery = null };

    /// <summary>The same, of the rows of a bucket alone, after whose columns stands the place of each.</summary>
    public SpineOrigin Of(SpineBucket bucket)
    {
        var numbered = Numbered(Query);
        var keys = bucket.Keys.Count == 0 ? "''" : $"concat_ws(chr(31), {string.Join(", ", bucket.Keys.Select(key => $"coalesce({DuckSql.Identifier(key)}::VARCHAR, '')"))})";
        // A hash that is the same in every version of DuckDB.
        var isIn = $"md5_number_lower({keys}) % {bucket.Count} = {bucket.Number - 1}";
        return this with
        {
            Query = $"SELECT * FROM ({numbered}) WHERE {isIn}",
            // Text has other keys: 007 is 7. So rows are taken by their places, in the same order.
            TextQuery = TextQuery is { } text
                ? $"SELECT * EXCLUDE ({SpineBucket.RowColumn}) FROM ({Numbered(text)}) WHERE {SpineBucket.RowColumn} IN (SELECT {SpineBucket.RowColumn} FROM ({numbered}) WHERE {isIn}) ORDER BY {SpineBucket.RowColumn}"
                : null,
            NumberedQuery = null,
        };
    }

    public static SpineOrigin OfFile(string location, NamedFiles files)
    {
        var (path, item) = files.Open(location);
        return OfFile(location, path) with { Object = item };
    }

    private static SpineOrigin OfFile(string location, string path)
    {
        if (!File.Exists(path)) throw new QuernException(SpineFindings.Missing(location, path));
        var literal = DuckSql.Literal(SourcePath.Escape(path));
        var format = path.ToLowerInvariant();
        if (format.EndsWith(".parquet", StringComparison.Ordinal)) return OfParquet(location, path, literal);
        if (format.EndsWith(".csv", StringComparison.Ordinal) || format.EndsWith(".csv.gz", StringComparison.Ordinal)) return OfCsv(location, path, literal);
        string[] lines = [".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz"];
        if (lines.Any(extension => format.EndsWith(extension, StringComparison.Ordinal)))
            return new(location, path, $"SELECT * FROM read_json({literal}, format = 'newline_delimited', sample_size = -1)");
        throw new QuernException(SpineFindings.UnknownFormat(location));
    }

    public static SpineOrigin OfQuery(string sql)
    {
        var query = sql.Trim().TrimEnd(';').TrimEnd();
        return QueryRelation.IsSelect(query) ? new("query", null, query) : throw new QuernException(SpineFindings.NotSelect(sql));
    }

    private static string At(string query, string point) => $"SELECT * FROM ({query}) WHERE {PointColumn} = {DuckSql.Literal(point)}";

    private static string Numbered(string query) => $"SELECT *, row_number() OVER () - 1 AS {SpineBucket.RowColumn} FROM ({query})";

    private static SpineOrigin OfParquet(string location, string path, string literal) => new(location, path, $"SELECT * FROM read_parquet({literal})")
    {
        NumberedQuery = $"SELECT *, {NumberColumn} FROM read_parquet({literal})",
    };

    // All lines are looked at for the types, so that none is met later that does not fit them.
    private static SpineOrigin OfCsv(string location, string path, string literal)
    {
        if (CsvHeader.TryRead(path, out var reason) is not { } header) throw new QuernException(SpineFindings.Unreadable(location, reason));
        var dialect = CsvRelation.Dialect(header);
        return new(location, path, $"SELECT * FROM read_csv({literal}, {dialect}, sample_size = -1)")
        {
            Header = header.Names,
            TextQuery = $"SELECT * FROM read_csv({literal}, {dialect}, all_varchar = true)",
        };
    }
}
