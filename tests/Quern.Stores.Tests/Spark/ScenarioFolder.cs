using System.Globalization;
using System.Reflection;
using Quern.Definitions;
using Quern.Planning;
using Quern.Schema;
using Quern.Stores.DuckDb;
using Quern.Stores.Tests.DuckDb;
using Quern.Testing.Tests.Scenarios;
using Quern.Values;

namespace Quern.Stores.Tests.Spark;

/// <summary>A scenario of spec/ as a project's folder: its events in a Parquet file, and each table of questions as a spine.</summary>
internal sealed class ScenarioFolder : IDisposable
{
    private readonly DuckScratch _scratch = new();
    private readonly Scenario _scenario;

    public ScenarioFolder(string name)
    {
        _scenario = ScenarioFiles.Read(name);
        var type = Assembly.GetExecutingAssembly().GetType($"Quern.Spec.{_scenario.Definitions}", throwOnError: true)!;
        Plan = RepositoryPlanner.Plan(RepositoryReader.Read((FeatureRepository)Activator.CreateInstance(type)!), new PlanOptions()).Plan!;
        _scratch.Execute("SET TimeZone = 'UTC'");
        foreach (var source in Plan.Definition.Sources) WriteEvents(source);
    }

    public RepositoryPlan Plan { get; }

    public string Folder => _scratch.Folder;

    /// <summary>The questions, those together that name the same keys and see as much: the spine with their rows, the features, whether as known.</summary>
    public IEnumerable<(string Spine, string[] Features, bool AsKnown)> Questions()
    {
        foreach (var (group, number) in _scenario.Expectations.GroupBy(table => (Keys: string.Join(", ", KeysOf(table)), AsKnown: Scenario.IsAsKnown(table))).Select((group, number) => (group, number)))
        {
            var keys = KeysOf(group.First());
            var rows = group.SelectMany(table => table.Rows.Select(row => Cells(table, row)).Select(cells => keys.Select((key, i) => Literal(cells[key], ViewOf(table).KeyKinds[i])).Prepend(Literal(cells["at"], ValueKind.Timestamp))));
            var features = group.SelectMany(table => table.Columns.Where(column => column != "at" && !keys.Contains(column)).Select(feature => $"{ViewOf(table).Reference}:{feature}")).Distinct();
            var spine = $"spine-{number}.parquet";
            Copy(spine, rows, ["event_timestamp", .. keys]);
            yield return (spine, [.. features], group.Key.AsKnown);
        }
    }

    public void Dispose() => _scratch.Dispose();

    private ViewPlan ViewOf(Table table) => Plan.Views[Scenario.ViewOf(table)];

    private IReadOnlyList<string> KeysOf(Table table) => ViewOf(table).Definition.Entity.JoinKeys;

    private void WriteEvents(SourceDefinition source)
    {
        var rows = new List<IEnumerable<string>>();
        foreach (var table in _scenario.Events.Where(table => table.Name == source.Name))
            foreach (var cells in table.Rows.Select(row => Cells(table, row)))
                for (var n = 1; n <= int.Parse(cells.GetValueOrDefault("repeat", "1"), CultureInfo.InvariantCulture); n++)
                    rows.Add([.. source.Schema.Fields.Select(field => Literal(cells.GetValueOrDefault(field.Column, "null").Replace("{n}", n.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), field))]);
        Copy(source.Location, rows, [.. source.Schema.Fields.Select(field => field.Column)]);
    }

    private void Copy(string name, IEnumerable<IEnumerable<string>> rows, string[] columns) => _scratch.Execute(
        $"COPY (SELECT * FROM (VALUES {string.Join(", ", rows.Select(row => $"({string.Join(", ", row)})"))}) AS rows({string.Join(", ", columns.Select(DuckSql.Identifier))})) TO {DuckSql.Literal(_scratch.FilePath(name))} (FORMAT parquet)");

    private static Dictionary<string, string> Cells(Table table, IReadOnlyList<string> row) => table.Columns.Zip(row).ToDictionary(cell => cell.First, cell => cell.Second);

    // A record's member that no cell sets is what its type begins with.
    private static string Literal(string cell, Field field) => cell != "null" || field.Nullable ? Literal(cell, field.Kind) : Literal("0", field.Kind);

    private static string Literal(string cell, ValueKind kind)
    {
        var type = kind switch { ValueKind.Int64 => "BIGINT", ValueKind.Float64 => "DOUBLE", ValueKind.Timestamp => "TIMESTAMPTZ", _ => "VARCHAR" };
        return cell == "null" ? $"NULL::{type}" : $"{DuckSql.Literal(kind == ValueKind.Timestamp ? CellText.Instant(cell).ToString() : cell)}::{type}";
    }
}
