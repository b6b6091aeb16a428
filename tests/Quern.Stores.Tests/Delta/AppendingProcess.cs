using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Quern.Stores.Delta;

namespace Quern.Stores.Tests.Delta;

/// <summary>
/// A second process that appends to a table until it is killed: this test program again, told so by its environment. It goes on where its transactions in the table end, compacts now and then, and says each
/// commit once it is there. It ends by itself after a minute, should nobody be there to kill it.
/// </summary>
internal sealed class AppendingProcess
{
    private const int RowsPerCommit = 5;
    private const string Variable = "QUERN_TEST_APPENDS_TO";
    private readonly Process _process;
    private int? _last;

    private AppendingProcess(Process process, string app) => (_process, App) = (process, app);

    public string App { get; }

    public static AppendingProcess Start(string table, string app)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(AppendingProcess).Assembly.Location);
        start.Environment[Variable] = $"{app}|{table}";
        return new(Process.Start(start)!, app);
    }

    public static IEnumerable<long> IdsOf(string app, int commit) => Enumerable.Range(0, RowsPerCommit).Select(row => (app == "a" ? 0L : 1_000_000L) + (commit * 10L) + row);

    /// <summary>Returns when it has said so many commits more.</summary>
    public void WaitForCommits(int count)
    {
        for (var i = 0; i < count; i++) _last = int.Parse(_process.StandardOutput.ReadLine().ShouldNotBeNull(), CultureInfo.InvariantCulture);
    }

    /// <summary>Kills it at whatever it does, and gives the last commit that it said.</summary>
    public int? Kill()
    {
        _process.Kill();
        while (_process.StandardOutput.ReadLine() is { } line)
            if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var commit))
                _last = commit;
        _process.WaitForExit();
        _process.Dispose();
        return _last;
    }

    [ModuleInitializer]
    internal static void AppendWhenTold()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split('|') is not [var app, var folder]) return;
        using var table = DeltaTable.OpenOrCreate(folder, new(DeltaScratch.Events) { TimeColumn = "t" }, TimeProvider.System, new() { CheckpointEvery = 4 }, new() { Threads = 1 });
        var clock = Stopwatch.StartNew();
        for (var commit = (int)(table.Snapshot().TransactionVersion(app) ?? 0) + 1; clock.Elapsed < TimeSpan.FromMinutes(1); commit++)
        {
            using var appender = table.BeginAppend();
            appender.Add(DeltaScratch.Batch(IdsOf(app, commit).Select(id => ("2001-03-01", id, (string?)null))));
            appender.Commit(new(app, commit));
            Console.WriteLine(commit);
            if (commit % 3 == 0) table.Compact();
        }

        Environment.Exit(0);
    }
}
