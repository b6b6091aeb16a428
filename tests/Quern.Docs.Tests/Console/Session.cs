using System.Diagnostics;
using System.Text;

namespace Quern.Docs.Tests.Console;

/// <summary>
/// A terminal in a folder of its own, where <c>quern</c> is the program under test. A server is left running until the session ends, on a free port which stands in for
/// the usual one in the commands that follow.
/// </summary>
internal sealed class Session : IDisposable
{
    private const string Url = "http://127.0.0.1:6566";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly string Quern = $"quern() {{ dotnet '{Path.Combine(AppContext.BaseDirectory, "Quern.Cli.dll")}' \"$@\"; }}";
    private readonly string _root = Directory.CreateTempSubdirectory("quern-docs-").FullName;
    private string _folder;
    private Process? _server;
    private string _url = Url;

    /// <summary>Opens an empty folder, or a copy of a project.</summary>
    public Session(string? copyOf)
    {
        _folder = _root;
        if (copyOf is null) return;
        _folder = Path.Combine(_root, Path.GetFileName(copyOf));
        foreach (var file in Directory.EnumerateFiles(copyOf, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(copyOf, file);
            if (path.Split('/')[0] is "bin" or "obj" or ".quern") continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, path))!);
            File.Copy(file, Path.Combine(_folder, path));
        }
    }

    /// <summary>Runs a command; what it printed, and its exit code.</summary>
    public (string Printed, int Exit) Run(string command)
    {
        command = command.Replace("./quern ", "quern ", StringComparison.Ordinal).Replace(Url, _url, StringComparison.Ordinal);
        if (command.StartsWith("cd ", StringComparison.Ordinal))
        {
            _folder = Path.GetFullPath(command[3..].Trim(), _folder);
            return ("", Directory.Exists(_folder) ? 0 : 1);
        }

        return command.StartsWith("quern serve", StringComparison.Ordinal) ? (Serve(command), 0) : RunToEnd(command);
    }

    public void Dispose()
    {
        _server?.Kill(entireProcessTree: true);
        _server?.WaitForExit();
        _server?.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private (string Printed, int Exit) RunToEnd(string command)
    {
        using var process = Start($"{{ {command}\n}} 2>&1");
        var printed = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(command);
        }

        return (printed.Result.Replace(_url, Url, StringComparison.Ordinal), process.ExitCode);
    }

    // Reads until the server says that it serves; what it prints later is nobody's business.
    private string Serve(string command)
    {
        _server = Start($"{command} --url http://127.0.0.1:0 2>&1");
        var printed = new StringBuilder();
        while (_server.StandardOutput.ReadLine() is { } line)
        {
            printed.AppendLine(line);
            if (line.IndexOf("http://", StringComparison.Ordinal) is >= 0 and var at) _url = line[at..].Split(' ', ',')[0];
            if (line.Contains(" serving ", StringComparison.Ordinal)) break;
        }

        _ = _server.StandardOutput.ReadToEndAsync();
        return printed.ToString().Replace(_url, Url, StringComparison.Ordinal);
    }

    private Process Start(string script)
    {
        var start = new ProcessStartInfo("bash") { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"{Quern}\n{script}");
        return Process.Start(start)!;
    }
}
