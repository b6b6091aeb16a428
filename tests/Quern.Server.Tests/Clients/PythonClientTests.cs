using System.Diagnostics;
using Quern.Server.Tests.Streams;

namespace Quern.Server.Tests.Clients;

/// <summary>Runs the tests that the Python client brings, against a server here.</summary>
public sealed class PythonClientTests
{
    [Fact]
    public async Task Client_PassesItsOwnTests()
    {
        Assert.SkipUnless(HasPython(), "no python3 of at least 3.9 here");
        await using var server = await StreamServer.StartAsync(ShopFeatures.First);
        var (code, said) = await RunAsync(["-B", "-W", "error::ResourceWarning", "-m", "unittest", "discover", "--start-directory", "tests", "--verbose"], server.Server.Url);
        code.ShouldBe(0, said);
        // Unittest is content when it finds nothing.
        said.ShouldContain("test_what_is_pushed_is_in_the_next_vector");
        said.ShouldContain("test_features_stand_beside_the_labels_in_their_order");
    }

    private static bool HasPython()
    {
        try
        {
            return RunAsync(["-c", "import sys; sys.exit(sys.version_info < (3, 9))"], "").GetAwaiter().GetResult().Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Code, string Said)> RunAsync(string[] arguments, string url)
    {
        var start = new ProcessStartInfo("python3", arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Folder() };
        start.Environment["PYTHONPATH"] = Path.Combine(Folder(), "src");
        start.Environment["QUERN_URL"] = url;
        using var process = Process.Start(start)!;
        var (errors, output) = (process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "clients", "python"))) folder = folder.Parent ?? throw new InvalidOperationException($"There is no clients/python above {AppContext.BaseDirectory}.");
        return Path.Combine(folder.FullName, "clients", "python");
    }
}
