namespace Quern.Cli.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("quern-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
