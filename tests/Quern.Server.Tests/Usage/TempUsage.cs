using Quern.Engine.Usage;
using Quern.Stores.Usage;

namespace Quern.Server.Tests.Usage;

/// <summary>A ledger in a folder that ends with the test.</summary>
internal sealed class TempUsage : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-usage-").FullName;

    public TempUsage() => Ledger = new(new UsageFiles(_folder), TimeProvider.System);

    public UsageLedger Ledger { get; }

    public void Dispose()
    {
        Ledger.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
