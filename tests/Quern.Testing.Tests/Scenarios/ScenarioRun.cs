using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Quern.Connectors.Tests.Postgres;
using Quern.Definitions;
using Quern.Engine.Online;
using Quern.Engine.PointInTime;
using Quern.Engine.PushDown;
using Quern.Engine.Sources;
using Quern.Engine.Tests.Kernel;
using Quern.Planning;
using Quern.Values;

namespace Quern.Testing.Tests.Scenarios;

/// <summary>Runs one scenario in every way of computing and gives what is not as expected.</summary>
internal sealed class ScenarioRun
{
    private const string Repeat = "repeat";
    private readonly Scenario _scenario;
    private readonly ISourceReader _sources;
    private readonly Func<IOnlineStore>? _open;

    /// <param name="scenario">The scenario.</param>
    /// <param name="open">Opens an online store that nobody has used; null for one in memory.</param>
    /// <param name="registry">Where its definitions are applied; null when they are taken as they are.</param>
    public ScenarioRun(Scenario scenario, Func<IOnlineStore>? open = null, ScenarioRegistry? registry = null)
    {
        (_scenario, _open) = (scenario, open);
        var type = Assembly.GetExecutingAssembly().GetType($"Quern.Spec.{scenario.Definitions}", throwOnError: true)!;
        Plan = registry?.Plan(type) ?? PlanOf(type);
        var sources = new MemorySourceReader { BatchRows = 2 };
        foreach (var table in scenario.Events) sources.Add(table.Name, Records(table));
        _sources = sources;
    }

    private ScenarioRun(ScenarioRun run, ISourceReader sources) => (_scenario, Plan, _open, _sources) = (run._scenario, run.Plan, run._open, sources);

    /// <summary>Gets the scenario's definitions.</summary>
    public RepositoryPlan Plan { get; }

    /// <summary>The plan of a repository that is sound.</summary>
    public static RepositoryPlan PlanOf(Type type) => RepositoryPlanner.Plan(RepositoryReader.Read((FeatureRepository)Activator.CreateInstance(type)!), new PlanOptions()).Plan!;

    /// <summary>A record as a JSON object, by the names of columns.</summary>
    public static string Json(SourceDefinition source, object record) => JsonSerializer.Serialize(source.Schema.Fields.ToDictionary(field => field.Column, field => record.GetType().GetProperty(field.Member)!.GetValue(record)));

    /// <summary>Asks every question of a scenario of its tables, feature by feature, with views pushed down.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="database">Gets the tables.</param>
    /// <param name="placed">Told where each question was answered, and what it was.</param>
    public static List<string> PushedDown(Scenario scenario, TestDatabase database, Action<string, ViewPlacement> placed)
    {
        var run = new ScenarioRun(scenario);
        using var tables = new ScenarioTables(database, run);
        var definition = run.Plan.Definition;
        var views = definition.Views.Select(view => view with { Source = ScenarioTables.InTable(view.Source) });
        var plan = RepositoryPlanner.Plan(definition with { Sources = [.. definition.Sources.Select(ScenarioTables.InTable)], Views = [.. views] }, new PlanOptions()).Plan!;
        return [.. scenario.Expectations.SelectMany(table => table.Rows.SelectMany(row => run.Pushed(plan, tables, table, row, placed)))];
    }

    /// <summary>The events of a source.</summary>
    public IEnumerable<object> RecordsOf(SourceDefinition source) => _scenario.Events.Where(table => table.Name == source.Name).SelectMany(Records);

    /// <summary>Runs the scenario where its events are brought to.</summary>
    public List<string> Over(Func<ScenarioRun, MovedSources> move)
    {
        using var sources = move(this);
        return new ScenarioRun(this, sources).Differences();
    }

    public List<string> Differences() => [.. _scenario.Expectations.SelectMany(table => table.Rows.SelectMany(row => Differences(table, row)))];

    private IEnumerable<string> Differences(Table table, IReadOnlyList<string> row)
    {
        var view = Plan.Views[Scenario.ViewOf(table)];
        var keys = view.Definition.Entity.JoinKeys;
        var features = table.Columns.Where(column => column != "at" && !keys.Contains(column)).ToArray();
        var (service, findings) = new ServicePlanner(Plan).Plan([.. features.Select(feature => $"{view.Reference}:{feature}")], fullNames: false);
        findings.ShouldBeEmpty();
        string Cell(string column) => row[Enumerable.Range(0, table.Columns.Count).First(i => table.Columns[i] == column)];
        var given = GivenFields.None.Keyed([.. keys.Zip(view.KeyKinds, (key, kind) => CellText.Of(Cell(key), kind == ValueKind.String ? typeof(string) : typeof(long)))]);
        var answers = new EveryWay(_sources, _open).Answer(service!, CellText.Instant(Cell("at")), given, Scenario.IsAsKnown(table));
        var request = HistoryRequest.At(service!, CellText.Instant(Cell("at")), given.Columns(service!).Keys, [], asKnown: Scenario.IsAsKnown(table));
        var piped = Piped(request).ToList();
        foreach (var feature in features)
        {
            var answer = answers.Single(answer => answer.Name == $"{view.Reference}:{feature}");
            foreach (var (way, value, status) in answer.Ways.Concat(piped.Select(result => ("the kernel", result.Of(answer.Input)[0], result.Of(answer.Input).StatusOf(0)))))
                if (!CellText.IsMet(Cell(feature), value, status))
                    yield return $"{table.Name}, {string.Join(" ", row.Take(keys.Count + 1))}: {feature} by {way} is {CellText.Of(value, status)}, not {Cell(feature)}";
        }
    }

    private IEnumerable<string> Pushed(RepositoryPlan plan, ISourceReader tables, Table table, IReadOnlyList<string> row, Action<string, ViewPlacement> placed)
    {
        var view = plan.Views[Scenario.ViewOf(table)];
        var cells = table.Columns.Zip(row).ToDictionary(cell => cell.First, cell => cell.Second);
        var keys = view.Definition.Entity.JoinKeys;
        var given = GivenFields.None.Keyed([.. keys.Zip(view.KeyKinds, (key, kind) => CellText.Of(cells[key], kind == ValueKind.String ? typeof(string) : typeof(long)))]);
        foreach (var feature in cells.Keys.Where(column => column != "at" && !keys.Contains(column)))
        {
            var service = new ServicePlanner(plan).Plan([$"{view.Reference}:{feature}"], fullNames: false).Plan!;
            var request = HistoryRequest.At(service, CellText.Instant(cells["at"]), given.Columns(service).Keys, [], asKnown: Scenario.IsAsKnown(table)) with { PushDown = PushDownChoice.WherePossible, Checked = [0] };
            HistoryResult result;
            try
            {
                result = new HistoryEngine(tables, new(1, 1 << 28)).Compute(request, null, TestContext.Current.CancellationToken);
            }
            catch (QuernException refused) when (refused.Findings is [{ Code: "QRN5156" }])
            {
                placed(feature, new(view.Reference, ViewPlacement.Here, refused.Findings[0].Detail));
                continue;
            }

            placed(feature, result.Placements.Single());
            var values = result.Of(service.Outputs[0]);
            if (!CellText.IsMet(cells[feature], values[0], values.StatusOf(0)))
                yield return $"{table.Name}, {string.Join(" ", row.Take(keys.Count + 1))}: {feature} by PostgreSQL is {CellText.Of(values[0], values.StatusOf(0))}, not {cells[feature]}";
        }
    }

    // As lines through the kernel, sorted and cut as an engine beside us would. Where events and state lie is nothing to it, so that one place is enough.
    private IEnumerable<HistoryResult> Piped(HistoryRequest request)
    {
        if (_open is not null || _sources is not MemorySourceReader) yield break;
        foreach (var partitions in (int[])[1, 2, 7])
        {
            var answers = new List<HistoryResult>();
            new KernelPipes(_sources, request, partitions).Finish((_, result) => answers.Add(result));
            yield return answers.Single();
        }
    }

    private IEnumerable<object> Records(Table table)
    {
        var source = Plan.Definition.Sources.Single(source => source.Name == table.Name);
        var type = source.EventTime.Lambda.Parameters[0].Type;
        foreach (var row in table.Rows)
        {
            var cells = table.Columns.Zip(row).ToDictionary(cell => cell.First, cell => cell.Second);
            var times = cells.Remove(Repeat, out var repeat) ? int.Parse(repeat, CultureInfo.InvariantCulture) : 1;
            for (var n = 1; n <= times; n++) yield return Record(type, source, cells, n);
        }
    }

    private static object Record(Type type, SourceDefinition source, Dictionary<string, string> cells, int n)
    {
        var record = Activator.CreateInstance(type)!;
        foreach (var (column, cell) in cells)
        {
            var member = type.GetProperty(source.Schema.Fields.Single(field => field.Column == column).Member)!;
            member.SetValue(record, CellText.Of(cell.Replace("{n}", n.ToString(CultureInfo.InvariantCulture)), member.PropertyType));
        }

        return record;
    }
}
