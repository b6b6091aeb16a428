using System.Text;
using Quern.Engine.Kernel;
using Quern.Planning;

namespace Quern.Stores.Spark;

/// <summary>
/// The text of a script: Spark reads, brings together and sorts; the kernel computes between. What a part has computed is written to Spark's storage before others read it, so that nothing is computed twice, and a script that broke
/// off can be gone on with by hand.
/// </summary>
internal sealed class SparkScript
{
    private const string Format = "ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t'";
    private const string Line = "quern_key STRING, quern_order STRING, quern_line STRING";

    private readonly StringBuilder _text = new();
    private readonly ServicePlan _service;
    private readonly SparkSpine _spine;
    private readonly bool _statuses;
    private readonly string _header;

    private SparkScript(ServicePlan service, SparkSpine spine, bool statuses, string header) => (_service, _spine, _statuses, _header) = (service, spine, statuses, header);

    /// <summary>Writes a script.</summary>
    /// <param name="service">The features.</param>
    /// <param name="spine">The rows.</param>
    /// <param name="sources">The source of each part, by the part's name.</param>
    /// <param name="files">The script's own files: its name in front of each, and the folder that they are in.</param>
    /// <param name="places">Where the project is, and where the result goes.</param>
    /// <param name="statuses">Whether a status follows each feature.</param>
    public static string Write(ServicePlan service, SparkSpine spine, IReadOnlyDictionary<string, SparkSource> sources, SparkFiles files, SparkPlaces places, bool statuses)
    {
        var script = new SparkScript(service, spine, statuses, files.Header);
        script.Settings(files, places);
        script.Rows();
        script.Sources(sources.Values.DistinctBy(source => source.Definition.Name));
        foreach (var part in KernelPart.Of(service)) script.Part(part, sources[part.Name]);
        script.Finish();
        return script._text.ToString();
    }

    private void Settings(SparkFiles files, SparkPlaces places)
    {
        Comment($"A training set of {_service.Name ?? "features"}, for Spark 3.3 or newer: spark-sql -f {files.Script}\nEvery machine needs the program that quern.kernel names. Where things are can be changed here.");
        Say($"SET quern.kernel={places.Kernel}");
        Say($"SET quern.project={places.Project}");
        Say($"SET quern.files={places.Files}");
        Say("SET quern.s3=s3a");
        Say($"SET quern.out={places.Out}");
        Say("SET quern.scratch=${quern.out}_parts");
        Comment("Instants are in UTC, of any century, and literals are read as they are written here.");
        Say("SET spark.sql.session.timeZone=UTC");
        Say("SET spark.sql.parser.escapedStringLiterals=false");
        foreach (var what in (string[])["datetimeRebaseModeInRead", "datetimeRebaseModeInWrite", "int96RebaseModeInRead"]) Say($"SET spark.sql.parquet.{what}=CORRECTED");
        Say($"ADD FILE ${{quern.files}}/{files.Header}");
        Say($"ADD FILE ${{quern.files}}/{files.Assembly}");
    }

    // Numbered once and written: numbers that are made twice need not be the same.
    private void Rows()
    {
        Comment("The rows, numbered.");
        Say($"CREATE OR REPLACE TEMPORARY VIEW quern_spine_file USING parquet OPTIONS (path {SparkSql.Literal(_spine.Path)})");
        Say($"INSERT OVERWRITE DIRECTORY '${{quern.scratch}}/spine' USING parquet\nSELECT monotonically_increasing_id() AS quern_row, * FROM quern_spine_file{(_spine.Point is { } point ? $" WHERE point_in_time = {SparkSql.Literal(point)}" : "")}");
        View("quern_spine", "spine");
        Say($"CREATE OR REPLACE TEMPORARY VIEW quern_rows AS\nSELECT\n{Fields(_spine.Columns)}\nFROM quern_spine");
    }

    private void Sources(IEnumerable<SparkSource> sources)
    {
        Comment("The sources, as they lie.");
        foreach (var source in sources) Say($"CREATE OR REPLACE TEMPORARY VIEW quern_source_{source.Definition.Name} {source.View}");
    }

    private void Part(KernelPart part, SparkSource source)
    {
        var (name, isKeyed) = (part.Name.Replace('-', '_'), part.View.Definition.Source.EventKey is not null);
        Comment(part.IsLookup ? $"Lookup '{_service.Lookups[part.Number].Name}': items of {KeysOf(part).Name}, each a row that asks view '{part.View.Reference}'." : $"View '{part.View.Reference}' by {string.Join(", ", part.Read.JoinKeys)}.");
        var raw = source.Columns.OrderBy(column => column.Key).Select(column => column.Value);
        Transform($"quern_{name}_events", KernelStep.Events, part, [.. raw.Select((_, i) => $"c{i}")], isKeyed ? Line + ", quern_event STRING, quern_version STRING, quern_known STRING" : Line, $"SELECT\n{Fields(raw)}\nFROM quern_source_{source.Definition.Name}");
        if (isKeyed) Versions(name);
        if (part.IsLookup) Transform($"quern_{name}_rows", KernelStep.Items, part, ["quern_key", "quern_order", "quern_line"], Line, $"SELECT * FROM quern_{KeysOf(part).Name.Replace('-', '_')}");
        else Transform($"quern_{name}_rows", KernelStep.Rows, part, [.. _spine.Columns.Select((_, i) => $"c{i}")], Line, "SELECT * FROM quern_rows");
        Sorted($"quern_{name}", KernelStep.Values, part, ["quern_key", "quern_order", "quern_line"], Line, [$"quern_{name}_{(isKeyed ? "versions" : "events")}", $"quern_{name}_rows"], part.Name);
    }

    // A later version of an event may be of another entity, so who replaces whom is found before they part.
    private void Versions(string name) => Say(
        $"""
        CREATE OR REPLACE TEMPORARY VIEW quern_{name}_versions AS
        SELECT quern_key, quern_order, quern_line || ' ' || CASE WHEN substring(quern_event, 1, 1) = '~' THEN '~' ELSE coalesce(quern_next, '~') END AS quern_line
        FROM (SELECT *, lead(quern_known) OVER (PARTITION BY quern_event ORDER BY quern_version) AS quern_next FROM quern_{name}_events)
        WHERE quern_key <> '~'
        """);

    private void Finish()
    {
        Comment("All values of a row together, and what is computed from them.");
        Transform("quern_requests", KernelStep.Requests, null, [.. _spine.Columns.Select((_, i) => $"c{i}")], Line, "SELECT * FROM quern_rows");
        var columns = _service.Outputs.SelectMany((_, i) => _statuses ? new[] { $"f{i}", $"s{i}" } : [$"f{i}"]);
        Sorted("quern_values", KernelStep.Finish, null, ["quern_key", "quern_order", "quern_line"], $"quern_number STRING, {string.Join(", ", columns.Select(column => column + " STRING"))}", ["quern_requests", .. KernelPart.Of(_service).Select(part => "quern_" + part.Name.Replace('-', '_'))], "values");
        var outputs = _service.Outputs.SelectMany((output, i) => Outputs(output, i));
        Comment("Beside the spine's own columns. The order of the rows is Spark's.");
        Say($"INSERT OVERWRITE DIRECTORY '${{quern.out}}' USING parquet\nSELECT\n{string.Join(",\n", _spine.Own.Select(column => $"  spine.{SparkSql.Identifier(column)}").Concat(outputs))}\nFROM quern_spine AS spine JOIN quern_values AS features ON spine.quern_row = CAST(features.quern_number AS BIGINT)");
    }

    private IEnumerable<string> Outputs(OutputColumn output, int number)
    {
        yield return $"  {SparkSql.Value(output.Type, $"features.f{number}")} AS {SparkSql.Identifier(output.Name)}";
        if (_statuses) yield return $"  features.s{number} AS {SparkSql.Identifier(output.Name + "__status")}";
    }

    // The read whose values have a lookup's keys.
    private KernelPart KeysOf(KernelPart lookup) => new(_service, false, _service.Lookups[lookup.Number].Key.Read);

    private void Transform(string view, KernelStep step, KernelPart? part, IReadOnlyList<string> columns, string output, string from) =>
        Say($"CREATE OR REPLACE TEMPORARY VIEW {view} AS\n{Pipe(step, part, columns, output)}\nFROM (\n{from}\n)");

    private void Sorted(string view, KernelStep step, KernelPart? part, IReadOnlyList<string> columns, string output, IEnumerable<string> from, string folder)
    {
        var all = string.Join("\nUNION ALL ", from.Select(name => $"SELECT quern_key, quern_order, quern_line FROM {name}"));
        Say($"INSERT OVERWRITE DIRECTORY '${{quern.scratch}}/{folder}' USING parquet\n{Pipe(step, part, columns, output)}\nFROM (\nSELECT * FROM (\n{all}\n)\nDISTRIBUTE BY quern_key SORT BY quern_key, quern_order\n)");
        View(view, folder);
    }

    private string Pipe(KernelStep step, KernelPart? part, IReadOnlyList<string> columns, string output)
    {
        var command = $"${{quern.kernel}} kernel {step.ToString().ToLowerInvariant()} --header {_header}{(part is null ? "" : $" --part {part.Name}")}";
        return $"SELECT TRANSFORM ({string.Join(", ", columns)}) {Format}\nUSING '{command}'\nAS ({output}) {Format}";
    }

    private void View(string name, string folder) => Say($"CREATE OR REPLACE TEMPORARY VIEW {name} USING parquet OPTIONS (path '${{quern.scratch}}/{folder}')");

    private static string Fields(IEnumerable<SparkColumn> columns) => string.Join(",\n", columns.Select((column, i) => $"  {SparkSql.Field(column.Sql)} AS c{i}"));

    private void Comment(string text) => _text.Append('\n').Append(string.Concat(text.Split('\n').Select(line => $"-- {line}\n")));

    private void Say(string statement) => _text.Append(statement).Append(";\n");
}
