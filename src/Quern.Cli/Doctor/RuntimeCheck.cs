using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Quern.Cli.Doctor;

/// <summary>The runtime that this program runs on, and the SDK that compiles definitions.</summary>
internal sealed class RuntimeCheck : IDoctorCheck
{
    private const string Needed = "10.";

    public int Order => 10;

    public string Name => ".NET";

    public IEnumerable<Diagnosis> Run(Patient patient)
    {
        yield return new(".NET runtime", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}");
        var (sdks, problem) = Sdks();
        yield return sdks.LastOrDefault(sdk => sdk.StartsWith(Needed, StringComparison.Ordinal)) is { } sdk
            ? new(".NET SDK", sdk.Split(' ')[0])
            : Diagnosis.Of(".NET SDK", DoctorFindings.NoSdk(problem ?? $"'dotnet --list-sdks' names {(sdks.Count == 0 ? "none" : string.Join(", ", sdks.Select(other => other.Split(' ')[0])))}."));
    }

    private static (IReadOnlyList<string> Sdks, string? Problem) Sdks()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", ["--list-sdks"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), null);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return ([], $"'dotnet' cannot be started: {missing.Message}.");
        }
    }
}
