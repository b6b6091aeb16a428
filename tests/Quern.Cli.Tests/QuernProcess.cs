using System.Diagnostics;
using System.Globalization;

namespace Quern.Cli.Tests;

/// <summary>Runs programs as a user does: each command a process of its own.</summary>
internal static class QuernProcess
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Quern.Cli.dll");

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Runs a command of Quern.</summary>
    public static Ended Quern(string folder, params string[] arguments) => Run(folder, [Program, .. arguments]);

    /// <summary>Runs a command of Quern with variables in its environment.</summary>
    public static Ended QuernIn(string folder, (string Name, string Value)[] environment, params string[] arguments)
    {
        using var process = Start(folder, [Program, .. arguments], environment);
        return Wait(process);
    }

    /// <summary>Runs a command of Quern on one core.</summary>
    public static Ended QuernOnOneCore(string folder, params string[] arguments)
    {
        using var process = Start(folder, [Program, .. arguments], ("DOTNET_PROCESSOR_COUNT", "1"));
        return Wait(process);
    }

    /// <summary>Runs a command of Quern and gives the most memory that it had at once, in bytes.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="heapBytes">How much memory it is told that there is for its objects; null for the machine's.</param>
    /// <param name="arguments">The command.</param>
    public static (Ended Ended, long Peak) QuernMeasured(string folder, long? heapBytes, params string[] arguments)
    {
        using var process = Start(folder, [Program, .. arguments], heapBytes is { } bytes ? [("DOTNET_GCHeapHardLimit", bytes.ToString("x", CultureInfo.InvariantCulture))] : []);
        var peak = 0L;
        var watch = new Thread(() =>
        {
            // The system keeps the largest so far, so that looking often only matters at the end.
            while (!process.HasExited)
            {
                process.Refresh();
                peak = Math.Max(peak, PeakOf(process));
                Thread.Sleep(5);
            }
        });
        watch.Start();
        var ended = Wait(process);
        watch.Join();
        return (ended, peak);
    }

    /// <summary>Starts a command of Quern, to be killed; what it prints is lost.</summary>
    public static Process StartQuern(string folder, params string[] arguments)
    {
        var process = Start(folder, [Program, .. arguments]);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Runs a command of Quern that reads standard input.</summary>
    public static Ended QuernFed(string folder, string input, params string[] arguments)
    {
        using var process = Start(folder, [Program, .. arguments]);
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return Wait(process);
    }

    /// <summary>Starts a command of Quern, whose output is read by the caller.</summary>
    public static Process StartToRead(string folder, params string[] arguments) => Start(folder, [Program, .. arguments]);

    /// <summary>The same with variables in its environment.</summary>
    public static Process StartToReadWith((string Name, string Value)[] environment, string folder, params string[] arguments) => Start(folder, [Program, .. arguments], environment);

    /// <summary>Stops a process as its operator does, and gives what it printed. Not by SIGINT, which a process that is started in the background of a shell ignores.</summary>
    public static Ended Interrupt(Process process)
    {
        using var kill = StartProgram("kill", Path.GetTempPath(), ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        return Wait(process);
    }

    /// <summary>Waits until a process ends, and gives what it printed.</summary>
    public static Ended Wait(Process process)
    {
        // One that hangs ends its test, not the run of all.
        using var patience = new Timer(_ => process.Kill(entireProcessTree: true), null, Longest, Timeout.InfiniteTimeSpan);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, errors.Result);
    }

    /// <summary>Runs dotnet.</summary>
    public static Ended Run(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        return Wait(process);
    }

    /// <summary>Runs git.</summary>
    public static Ended Git(string folder, params string[] arguments) => Wait(StartProgram("git", folder, arguments));

    private static Process Start(string folder, string[] arguments, params (string Name, string Value)[] environment) => StartProgram("dotnet", folder, arguments, environment);

    private static Process StartProgram(string program, string folder, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);

        // The runner that this test runs in must not be taken for the one that a test project starts.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static long PeakOf(Process process)
    {
        try
        {
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
            return 0;
        }
    }

    internal sealed record Ended(int Exit, string Output, string Errors)
    {
        /// <summary>What it printed; fails when it failed.</summary>
        public string Succeeded()
        {
            Exit.ShouldBe(0, $"{Output}\n{Errors}");
            return Output;
        }

        /// <summary>What it complained about; fails when it did not fail.</summary>
        public string Failed()
        {
            Exit.ShouldBe(1, $"{Output}\n{Errors}");
            return Errors;
        }
    }
}
