using System.ComponentModel;
using System.Diagnostics;

namespace Quern.Server.Alerts;

/// <summary>Runs a program, which gets the same JSON as a webhook on its standard input; it took the message when it ends with 0.</summary>
/// <param name="Command">The program and its arguments; no shell is between. A program with a <c>/</c> in it is a path from the folder.</param>
/// <param name="Folder">Where it runs, as a full path.</param>
/// <param name="Audience">Which alerts it gets.</param>
public sealed record CommandReceiver(IReadOnlyList<string> Command, string Folder, AlertAudience Audience) : AlertReceiver(Command[0], Audience)
{
    // As a shell would find it, but from the folder: a name is looked for where programs are, a path begins in the folder.
    private string Program => Command[0].Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(Command[0], Folder) : Command[0];

    internal override async Task<string?> TryAsync(AlertMessage message, HttpClient client, CancellationToken stop)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Program, Command.Skip(1)) { WorkingDirectory = Folder, RedirectStandardInput = true })!;
            try
            {
                await WriteAsync(process.StandardInput, message, stop).ConfigureAwait(false);
                await process.WaitForExitAsync(stop).ConfigureAwait(false);
                return process.ExitCode == 0 ? null : $"it ended with {process.ExitCode}";
            }
            finally
            {
                if (!process.HasExited) process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return e.Message;
        }
    }

    private static async Task WriteAsync(StreamWriter input, AlertMessage message, CancellationToken stop)
    {
        try
        {
            await input.BaseStream.WriteAsync(message.Json, stop).ConfigureAwait(false);
            input.Close();
        }
        catch (IOException)
        {
            // It does not want to read, which is its own affair.
        }
    }
}
