using Quern.Engine.Online;
using Quern.Engine.Usage;
using Quern.Stores.Usage;

namespace Quern.Cli.Commands;

/// <summary>Counts what one command reads and writes. What cannot be kept is told when it is disposed, and is no reason for the command to fail.</summary>
internal sealed class CommandUsage : IDisposable
{
    private readonly CommandRun _run;
    private readonly UsageLedger _ledger;

    public CommandUsage(CommandRun run)
    {
        (_run, _ledger) = (run, new(new UsageFiles(run.Project.Usage), TimeProvider.System));
        // The process does nothing else.
        Measure = new(_ledger, () => Environment.CpuUsage.TotalTime);
    }

    public UsageMeasure Measure { get; }

    /// <summary>An online store of which is counted what is materialized into it.</summary>
    public IOnlineStore Counted(IOnlineStore store) => new CountedStore(store, (view, records, bytes) => _ledger.AddWrite(view, ConsumerNames.Materialize, new(0, 0, records, bytes, 0, 0)));

    public void Dispose()
    {
        _ledger.Dispose();
        if (_ledger.Trouble is { } trouble) _run.Output.Warn(trouble);
    }
}
