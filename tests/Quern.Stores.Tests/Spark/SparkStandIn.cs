using System.Text;
using System.Text.RegularExpressions;
using Quern.Stores.Delta;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Tests.Spark;

/// <summary>
/// Carries out an emitted script in the place of Spark: DuckDB answers its queries, and the lines of each TRANSFORM go through the kernel, unsorted ones in two parts as they come, sorted ones in partitions by a hash of their
/// keys. What it knows of Spark's SQL is what scripts have; a statement of any other form fails.
/// </summary>
internal sealed partial class SparkStandIn : IDisposable
{
    private readonly DuckDatabase _database = DuckDatabase.Open(new DuckOptions { Threads = 2 });
    private readonly DuckConnection _connection;
    private readonly Dictionary<string, string> _settings = [];
    private readonly string _files;
    private readonly Func<string, string, byte[], byte[]> _kernel;
    private readonly int[] _partitions;
    private int _tables;

    /// <param name="files">An empty folder, in which processes start.</param>
    /// <param name="kernel">Runs a command in a folder over an input, and gives its output.</param>
    /// <param name="partitions">Into how many partitions sorted lines are cut; where that is several numbers, each must give the same.</param>
    public SparkStandIn(string files, Func<string, string, byte[], byte[]> kernel, params int[] partitions)
    {
        (_files, _kernel, _partitions) = (files, kernel, partitions);
        _connection = _database.Connect();
        _connection.Execute(
            """
            SET TimeZone = 'UTC';
            CREATE MACRO unix_micros(x) AS epoch_us(x);
            CREATE MACRO timestamp_micros(x) AS make_timestamp(x)::TIMESTAMPTZ;
            CREATE MACRO split(x, s) AS string_split(x, s);
            CREATE MACRO named_count(b, c, d) AS struct_pack(value := b, count := d);
            CREATE MACRO named_entry(b, c, d) AS struct_pack(key := b, value := d);
            CREATE MACRO array_join(l, s, n) AS array_to_string(list_transform(l, x -> coalesce(x, n)), s);
            """);
    }

    public DuckConnection Connection => _connection;

    /// <summary>The lines that the sorted inputs had, by the command that read them.</summary>
    public Dictionary<string, List<string>> Inputs { get; } = [];

    public void Run(string script)
    {
        foreach (var statement in Comments().Replace(script, "").Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) Do(Setting().Replace(statement, match => _settings[match.Groups[1].Value]));
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    private void Do(string statement)
    {
        if (Regex.Match(statement, @"^SET ([\w.]+)=(.*)$") is { Success: true } setting) _settings[setting.Groups[1].Value] = setting.Groups[2].Value;
        else if (Regex.Match(statement, "^ADD FILE (.*)$") is { Success: true } file) File.Copy(PathOf(file.Groups[1].Value), Path.Combine(_files, Path.GetFileName(file.Groups[1].Value)));
        else if (Regex.Match(statement, @"^CREATE OR REPLACE TEMPORARY VIEW (\w+) USING parquet OPTIONS \(path '([^']*)'\)$") is { Success: true } parquet) Define(parquet.Groups[1].Value, $"SELECT * FROM read_parquet({Files(parquet.Groups[2].Value)})");
        else if (Regex.Match(statement, @"^CREATE OR REPLACE TEMPORARY VIEW (\w+) USING csv OPTIONS \(path '([^']*)', header 'true', inferSchema 'false', sep '(.)', quote '""', escape '""', multiLine 'true', encoding 'UTF-8', mode 'FAILFAST'\)$") is { Success: true } csv)
            Define(csv.Groups[1].Value, $"SELECT * FROM read_csv({Files(csv.Groups[2].Value)}, header = true, all_varchar = true, delim = '{csv.Groups[3].Value}', quote = '\"', escape = '\"')");
        else if (Regex.Match(statement, @"^CREATE OR REPLACE TEMPORARY VIEW (\w+) AS SELECT \* FROM delta\.`([^`]*)` VERSION AS OF (\d+)$") is { Success: true } delta) Define(delta.Groups[1].Value, Delta(PathOf(delta.Groups[2].Value), long.Parse(delta.Groups[3].Value)));
        else if (Regex.Match(statement, @"^CREATE OR REPLACE TEMPORARY VIEW (\w+) AS\n(.*)$", RegexOptions.Singleline) is { Success: true } view) Define(view.Groups[1].Value, Query(view.Groups[2].Value));
        else if (Regex.Match(statement, @"^INSERT OVERWRITE DIRECTORY '([^']*)' USING parquet\n(.*)$", RegexOptions.Singleline) is { Success: true } insert) Write(PathOf(insert.Groups[1].Value), Query(insert.Groups[2].Value));
        else throw new InvalidOperationException($"No such statement is known: {statement}");
    }

    private void Define(string name, string query) => _connection.Execute($"CREATE OR REPLACE VIEW {name} AS {query}");

    private void Write(string folder, string query)
    {
        Directory.CreateDirectory(folder);
        _connection.Execute($"COPY ({query}) TO '{folder}/part-0.parquet' (FORMAT parquet)");
    }

    // Where a query pipes rows through a command, it is a table of what came out.
    private string Query(string query)
    {
        if (!query.StartsWith("SELECT TRANSFORM", StringComparison.Ordinal)) return ToDuck(query);
        var match = Pipe().Match(query);
        match.Success.ShouldBeTrue(query);
        var (command, from) = (match.Groups["command"].Value, match.Groups["from"].Value);
        var sorted = from.EndsWith("\nDISTRIBUTE BY quern_key SORT BY quern_key, quern_order", StringComparison.Ordinal);
        if (sorted) from = from[..from.LastIndexOf('\n')];
        var rows = Rows($"SELECT {match.Groups["in"].Value} FROM ({ToDuck(from)})");
        if (sorted) Inputs[command] = rows;
        return Table([.. match.Groups["out"].Value.Split(", ").Select(column => column.Split(' ')[0])], sorted ? InPartitions(command, rows) : rows.Chunk((rows.Count / 2) + 1).SelectMany(chunk => Pipe(command, chunk)));
    }

    private List<string> InPartitions(string command, List<string> rows)
    {
        List<string>? first = null;
        foreach (var count in _partitions)
        {
            var output = rows.GroupBy(row => row.Split('\t')[0].Sum(letter => letter * 31) % count).SelectMany(partition => Pipe(command, partition.OrderBy(row => row, StringComparer.Ordinal))).Order(StringComparer.Ordinal).ToList();
            output.ShouldBe(first ??= output, $"{command} in {count} partitions");
        }

        return first!;
    }

    private string[] Pipe(string command, IEnumerable<string> rows)
    {
        var input = Encoding.UTF8.GetBytes(string.Concat(rows.Select(row => row + "\n")));
        var output = Encoding.UTF8.GetString(_kernel(_files, command, input));
        return output.Length == 0 ? [] : output[..^1].Split('\n');
    }

    // A tab between fields, and null as Spark writes it.
    private List<string> Rows(string query)
    {
        var rows = new List<string>();
        using var reader = _connection.Query(query);
        while (reader.Read())
            for (var row = 0; row < reader.Chunk.Count; row++)
            {
                var fields = new string[reader.Columns.Count];
                for (var column = 0; column < fields.Length; column++) fields[column] = reader.Chunk[column].IsValid(row) ? Encoding.UTF8.GetString(reader.Chunk[column].Text(row)) : "\\N";
                rows.Add(string.Join('\t', fields));
            }

        return rows;
    }

    private string Table(string[] columns, IEnumerable<string> rows)
    {
        var (table, path) = ($"quern_output_{_tables++}", Path.Combine(_files, "output.tsv"));
        File.WriteAllText(path, string.Concat(rows.Select(row => row + "\n")));
        // A table, since a view would read the file again.
        _connection.Execute($"CREATE TABLE {table} AS SELECT * FROM read_csv('{path}', auto_detect = false, header = false, delim = '\t', quote = '', escape = '', nullstr = '\\N', max_line_size = 10000000, columns = {{{string.Join(", ", columns.Select(column => $"'{column}': 'VARCHAR'"))}}})");
        File.Delete(path);
        return $"SELECT * FROM {table}";
    }

    private string Delta(string path, long version)
    {
        var files = new FolderFiles(path);
        var snapshot = new DeltaLog(files, "table").Read(version, _connection);
        return DeltaFiles.Of(files, "table", snapshot, [.. snapshot.Files.Values]).Select(_connection);
    }

    private static string Files(string path) => DuckSql.Literal(Directory.Exists(PathOf(path)) ? PathOf(path) + "/*.parquet" : PathOf(path));

    private static string PathOf(string uri) => uri.StartsWith("file://", StringComparison.Ordinal) ? uri["file://".Length..] : throw new InvalidOperationException($"'{uri}' is no file.");

    // What is written otherwise in DuckDB's SQL.
    private static string ToDuck(string sql)
    {
        sql = sql.Replace("monotonically_increasing_id()", "(row_number() OVER () * 8589934592 % 7 + 10 * row_number() OVER ())", StringComparison.Ordinal).Replace('`', '"');
        sql = Regex.Replace(sql, @"ARRAY<(STRUCT<(\w+): (\w+), (\w+): (\w+)>|\w+)>", match => match.Groups[2].Success ? $"STRUCT({match.Groups[2]} {match.Groups[3]}, {match.Groups[4]} {match.Groups[5]})[]" : match.Groups[1] + "[]");
        sql = sql.Replace("array()", "[]", StringComparison.Ordinal).Replace("named_struct('value',", "named_count(", StringComparison.Ordinal).Replace("named_struct('key',", "named_entry(", StringComparison.Ordinal);
        return Regex.Replace(sql, @"\btransform\(", "list_transform(");
    }

    [GeneratedRegex("^--.*\n", RegexOptions.Multiline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"\$\{([\w.]+)\}")]
    private static partial Regex Setting();

    [GeneratedRegex(@"^SELECT TRANSFORM \((?<in>[^)]*)\) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t'\nUSING '(?<command>[^']*)'\nAS \((?<out>[^)]*)\) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t'\nFROM \(\n(?<from>.*)\n\)$", RegexOptions.Singleline)]
    private static partial Regex Pipe();
}
