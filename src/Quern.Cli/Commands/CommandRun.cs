using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;

namespace Quern.Cli.Commands;

/// <summary>One run of a command: what was asked for, where it writes, and how it may be stopped. Whatever goes wrong ends as findings and an exit code, never as a stack trace.</summary>
internal sealed class CommandRun(ParseResult asked, SharedOptions shared, CancellationToken cancellation)
{
    /// <summary>The exit code of a command that its user stopped.</summary>
    public const int Stopped = 130;

    private const int Failed = 1;
    private Project? _project;

    public Output Output { get; } = new(asked.GetValue(shared.Json));

    public CancellationToken Cancellation => cancellation;

    public Project Project => _project ??= Open();

    /// <summary>Makes a command do something.</summary>
    public static void Bind(Command command, SharedOptions shared, Func<CommandRun, Task<int>> action) =>
        command.SetAction((asked, cancellation) => new CommandRun(asked, shared, cancellation).Run(action));

    /// <summary>Makes a command do something that does not wait.</summary>
    public static void Bind(Command command, SharedOptions shared, Func<CommandRun, int> action) => Bind(command, shared, run => Task.FromResult(action(run)));

    public T? Value<T>(Option<T> option) => asked.GetValue(option);

    /// <summary>Whether an option was named, be it without a value.</summary>
    public bool Names(Option option) => asked.GetResult(option) is { Implicit: false };

    public T? Value<T>(Argument<T> argument) => asked.GetValue(argument);

    /// <summary>For a command of which nothing can be said as one JSON document.</summary>
    /// <exception cref="QuernException">It was asked for with <c>--json</c>.</exception>
    public void RefuseJson(string command, string hint)
    {
        if (Output.IsJson) throw new QuernException(new Finding("QRN6013", $"'quern {command}' has no --json", "It does not end in one result that could be one JSON document.", hint));
    }

    /// <summary>Shows how far long work on the project is, and how far objects are that come for it.</summary>
    public ProgressLine Progress()
    {
        var progress = new ProgressLine();
        Project.Objects?.Progress = progress.Report;
        return progress;
    }

    private Project Open()
    {
        var project = Project.Open(asked.GetValue(shared.Project));
        project.Objects?.Stop = cancellation;
        return project;
    }

    private async Task<int> Run(Func<CommandRun, Task<int>> action)
    {
        try
        {
            return await action(this).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Output.Line("Stopped. What was finished stays; run the command again to go on.");
            return Stopped;
        }
        catch (Exception exception) when (QuernException.FindingsOf(exception) is { Count: > 0 } findings)
        {
            Output.Findings(findings);
            return Failed;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            Output.Findings([new("QRN6010", exception.Message, Hint: "Check that the folder exists, that it may be written, and that the disk is not full.")]);
            return Failed;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            var log = Path.Combine(Path.GetTempPath(), $"quern-{Environment.ProcessId}.log");
            await File.WriteAllTextAsync(log, exception.ToString(), CancellationToken.None).ConfigureAwait(false);
            Output.Findings([new("QRN6099", $"Quern itself failed: {exception.Message}", $"The details are in '{log}'.", "This is a fault in Quern: please report it with that file.")]);
            return Failed;
        }
    }
}
