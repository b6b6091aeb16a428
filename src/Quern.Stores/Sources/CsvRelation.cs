using Quern.Definitions;
using Quern.Schema;
using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.Sources;

/// <summary>
/// CSV files with a header line. The header alone says which letter separates values; nothing is guessed from the rows. Values are read as text, as the record declares; an empty one is
/// null. A line with too few or too many values, or with a quote that does not end, is no row: DuckDB collects such lines in a table.
/// </summary>
internal static class CsvRelation
{
    private static long _last;

    public static SourceRelation? Open(SourceDefinition source, IReadOnlyList<SourcePath> files, DuckConnection connection, List<Finding> findings)
    {
        if (Headers(source, files, findings) is not { } header) return null;
        var rejects = $"quern_rejects_{Interlocked.Increment(ref _last)}";
        var columns = string.Join(", ", header.Names.Select(name => $"{DuckSql.Literal(name)}: 'VARCHAR'"));
        var from = $"read_csv({SourcePath.Sql(files)}, auto_detect = false, columns = {{{columns}}}, {Dialect(header)}, "
            + $"store_rejects = true, rejects_limit = 0, rejects_table = '{rejects}', rejects_scan = '{rejects}_scan')";
        return new(from, Sniff(files, header, connection), files) { IsText = true, File = files.Count > 1 ? "file_index" : null, Rejects = rejects };
    }

    /// <summary>The files as a table for a query over them: declared columns of their declared types, the others as DuckDB finds them.</summary>
    public static string? Table(SourceDefinition source, IReadOnlyList<SourcePath> files, List<Finding> findings)
    {
        if (Headers(source, files, findings) is not { } header) return null;
        var declared = source.Schema.Fields
            .Where(field => header.Names.Contains(field.Column))
            .Select(field => $"{DuckSql.Literal(field.Column)}: '{TypeOf(field)}'")
            .ToArray();
        var types = declared.Length == 0 ? "" : $", types = {{{string.Join(", ", declared)}}}";
        return $"read_csv({SourcePath.Sql(files)}, {Dialect(header)}{types})";
    }

    private static CsvHeader? Headers(SourceDefinition source, IReadOnlyList<SourcePath> files, List<Finding> findings)
    {
        CsvHeader? first = null;
        foreach (var file in files)
        {
            if (CsvHeader.TryRead(file.Full, out var reason) is not { } header)
            {
                findings.Add(SourceFindings.Unreadable(source, file.Shown, reason));
                continue;
            }

            if (first is null)
            {
                first = header;
                foreach (var doubled in header.Names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
                    findings.Add(SourceFindings.DoubledColumn(source, doubled.Key, file.Shown));
            }
            else if (!header.SameAs(first)) findings.Add(SourceFindings.OtherHeader(source, files[0].Shown, first.Names, file.Shown, header.Names));
        }

        return findings.Count == 0 ? first : null;
    }

    /// <summary>How the files are written, for <c>read_csv</c>.</summary>
    public static string Dialect(CsvHeader header) =>
        $"header = true, delim = {DuckSql.Literal(header.Delimiter.ToString())}, quote = '\"', escape = '\"', compression = '{(header.IsGzip ? "gzip" : "none")}'";

    // What DuckDB takes the columns for: told to the user beside what the record declares.
    private static IReadOnlyList<DuckField> Sniff(IReadOnlyList<SourcePath> files, CsvHeader header, DuckConnection connection)
    {
        try
        {
            using var statement = connection.Prepare($"SELECT * FROM read_csv({SourcePath.Sql([files[0]])}, {Dialect(header)}, ignore_errors = true, null_padding = true)");
            var columns = statement.DescribeColumns();
            if (columns.Select(column => column.Name).SequenceEqual(header.Names)) return columns;
        }
        catch (DuckException)
        {
            // A file too broken to be guessed at is still read line by line, and its lines named.
        }

        return [.. header.Names.Select(name => new DuckField(name, DuckType.Varchar))];
    }

    private static string TypeOf(Field field) => field.Kind switch
    {
        ValueKind.Boolean => "BOOLEAN",
        ValueKind.Int32 => "INTEGER",
        ValueKind.Int64 => "BIGINT",
        ValueKind.Float32 => "FLOAT",
        ValueKind.Float64 => "DOUBLE",
        ValueKind.String => "VARCHAR",
        ValueKind.Embedding => "FLOAT[]",
        _ => field.Epoch is null ? "TIMESTAMPTZ" : "BIGINT",
    };
}
