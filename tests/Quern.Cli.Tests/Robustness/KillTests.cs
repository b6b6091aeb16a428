using System.Diagnostics;
using Quern.Cli.Projects;
using Quern.Cli.Tests.Projects;
using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Stores.Lmdb;
using Quern.Stores.TrainingSets;
using Quern.Time;
using Quern.Values;

namespace Quern.Cli.Tests.Robustness;

/// <summary>Kills commands at random moments of their work, as a power cut would, and runs them again.</summary>
public sealed class KillTests(ProjectTemplates templates)
{
    private const int Kills = 4;
    private static readonly string[] Materialize = ["materialize", "--to", "2001-03-01"];

    [Fact]
    public void Materialization_KilledAtRandomMoments_EndsAsOneThatWasNot()
    {
        using var whole = templates.Flights();
        using var killed = templates.Flights();
        var time = Stopwatch.StartNew();
        whole.Quern(Materialize).Succeeded();
        var stopped = KillSometimes(killed, time.Elapsed, Materialize);
        killed.Quern(Materialize).Succeeded();
        Differences(whole, killed).ShouldBeEmpty($"killed after {string.Join(", ", stopped)}");
    }

    [Fact]
    public void TrainingSet_KilledAtRandomMoments_LeavesNoHalfFile_AndEndsAsOneThatWasNot()
    {
        using var project = templates.Flights();
        var train = (string name) => new[] { "training-set", "late_flight", "--spine-sql", "SELECT * FROM 'data/labels.parquet' ORDER BY ALL LIMIT 60000", "--out", name };
        var time = Stopwatch.StartNew();
        project.Quern(train("whole.parquet")).Succeeded();
        KillSometimes(project, time.Elapsed, train("killed.parquet"), () =>
        {
            if (File.Exists(project.PathOf("killed.parquet"))) project.Bytes("killed.parquet").SequenceEqual(project.Bytes("whole.parquet")).ShouldBeTrue("What has its name is whole.");
        });
        project.Quern(train("killed.parquet")).Succeeded();
        project.Bytes("killed.parquet").SequenceEqual(project.Bytes("whole.parquet")).ShouldBeTrue();
        project.Names().Where(name => name.StartsWith(".killed", StringComparison.Ordinal)).ShouldBeEmpty();
        project.Names(".quern/tmp").ShouldBeEmpty();
    }

    private static List<TimeSpan> KillSometimes(TestProject project, TimeSpan whole, string[] arguments, Action? look = null)
    {
        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        var moments = new List<TimeSpan>();
        for (var i = 0; i < Kills; i++)
        {
            moments.Add(whole * (0.1 + (0.8 * random.NextDouble())));
            using var process = QuernProcess.StartQuern(project.Folder, arguments);
            if (!process.WaitForExit(moments[^1])) process.Kill();
            process.WaitForExit();
            look?.Invoke();
        }

        return moments;
    }

    // Every vector of every airport and route that the labels have.
    private static List<string> Differences(TestProject left, TestProject right)
    {
        using var applied = AppliedProject.Open(Project.Open(left.Folder));
        var service = applied.Service("late_flight");
        using var spine = DuckSpine.Query("SELECT DISTINCT origin, destination FROM 'data/labels.parquet' ORDER BY ALL", left.Folder);
        var rows = (int)spine.Count(default);
        var keys = spine.Load(service.JoinKeys, 0, rows, default);
        var (one, other) = (Read(left, service, keys, rows), Read(right, service, keys, rows));
        return [.. service.Outputs
            .SelectMany(output => Enumerable.Range(0, rows).Select(row => (output.Name, row, Left: Text(one.Of(output), row), Right: Text(other.Of(output), row))))
            .Where(cell => cell.Left != cell.Right).Take(10).Select(cell => $"row {cell.row} {cell.Name}: {cell.Left} against {cell.Right}")];
    }

    private static string Text(ResultColumn column, int row) => $"{column[row]} {column.StatusOf(row)}";

    private static VectorBatch Read(TestProject project, ServicePlan service, IReadOnlyList<Column> keys, int rows)
    {
        var batch = new VectorBatch(service);
        using var store = new LmdbOnlineStore(project.PathOf(".quern/online"));
        using var vectors = new OnlineVectors(store, service);
        vectors.Read(keys, [], rows, Instant.From(new DateTimeOffset(2001, 3, 1, 0, 0, 0, TimeSpan.Zero)), batch);
        return batch;
    }
}
