using System.CommandLine;
using System.Globalization;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.PointInTime;
using Quern.Engine.Registry;
using Quern.Engine.Served;
using Quern.Stores.Served;
using Quern.Values;

namespace Quern.Cli.Commands;

/// <summary>Computes a logged request again, from history as of its instant, and shows what differs.</summary>
internal static class ReplayCommand
{
    private const int Different = 1;

    public static Command Create(SharedOptions shared)
    {
        var request = new Argument<string>("request-id") { Description = "The request, by the X-Request-Id of its answer." };
        var service = new Option<string?>("--service") { Description = "The service that answered; by default all logs are searched." };
        var version = new Option<int?>("--version") { Description = "The commit of the registry to compute by; by default the one that is applied." };
        var asKnown = new Option<bool>("--as-known") { Description = "See only what was known at the instant of the request." };
        var command = new Command("replay", "Compute a logged request again and compare with what was served; exit code 1 when anything differs.") { request, service, version, asKnown };
        CommandRun.Bind(command, shared, run => Run(run, run.Value(request)!, run.Value(service), run.Value(version), run.Value(asKnown)));
        return command;
    }

    private static int Run(CommandRun run, string request, string? service, int? version, bool asKnown)
    {
        using var history = Find(run, request, service, out var rows, out var name);
        var store = run.Project.OpenRegistry();
        using var target = version is null ? AppliedProject.Open(run.Project) : Load(store, version.Value, "QRN6075", "Name a commit that 'quern history' lists.");
        var plan = target.Service(name);
        using var reader = Machine.Reader(run.Project);
        var (engine, replays) = (new HistoryEngine(reader, Machine.Limits), new List<ReplayedRow>());
        foreach (var answers in rows.GroupBy(row => row.Version))
        {
            using var answered = Load(store, int.Parse(answers.Key, CultureInfo.InvariantCulture), "QRN6076", "Use the registry by which the request was answered.");
            var shape = new ServedShape(name, answers.Key, answered.Service(name));
            foreach (var row in answers)
                replays.Add(new(row, ServedReplay.Run(engine, shape, history.Join(shape, One(request, row), run.Cancellation), row.At, plan, asKnown, run.Cancellation)));
        }

        new ReplayView(run.Output).Show(request, name, target.Commit.Number, replays);
        return replays.All(replay => replay.Values.All(value => value.IsSame || value.IsCutOff)) ? 0 : Different;
    }

    private static ServedHistory Find(CommandRun run, string request, string? service, out IReadOnlyList<ServedRow> rows, out string name)
    {
        var folder = run.Project.Served;
        var services = service is null ? ServedHistory.Services(folder) : [service];
        if (services.Count == 0)
            throw new QuernException(new Finding("QRN6073", $"nothing that project '{run.Project.File.Project}' served is logged", $"Looked for: {folder}", "Have services logged: \"log\": { \"sample\": 1 } in quern.json, then 'quern serve'."));
        foreach (var candidate in services)
        {
            var history = new ServedHistory(folder, candidate, TimeProvider.System, Machine.Resources(run.Project));
            rows = history.Find(request, run.Cancellation);
            name = candidate;
            if (rows.Count > 0) return history;
            history.Dispose();
        }

        throw new QuernException(new Finding(
            "QRN6074", $"no logged request has the id '{request}'", $"Searched: the {(services.Count == 1 ? "log" : "logs")} of {string.Join(", ", services)}.", "A row is logged when its join keys are in the sample, and written some seconds after it was served; GET /v1/log tells of rows that were dropped."));
    }

    private static AppliedProject Load(IRegistryStore store, int number, string code, string hint) => store.Find(number) is { ObjectHash: not null } commit
        ? AppliedProject.Load(store, commit)
        : throw new QuernException(new Finding(code, $"the registry has no commit {number}", Hint: hint));

    private static ServedLabels One(string request, ServedRow row)
    {
        var (id, number) = (new TextColumn(new StringPool()), new Int64Column(ValueKind.Int64));
        id.Append(System.Text.Encoding.UTF8.GetBytes(request));
        number.Append(row.Number);
        return new(id, number, [], null, null);
    }
}
