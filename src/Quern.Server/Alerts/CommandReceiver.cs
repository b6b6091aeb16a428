using System.ComponentModel;
using System.Diagnostics;

namespace Quern.Server.Alerts;

/// <summary>Runs a program, which gets the same JSON as a webhook on its standard input; it took the message when it ends with 0.</summary>
/// <param name="Command">The program and its arguments; no shell is between.</param>
/// <param name="Folder">Where it runs.</param>
/// <param name="Owners">Whose alerts it gets; empty for all.</param>
public sealed record CommandReceiver(IReadOnlyList<string> Command, string Folder, IReadOnlyList<string> Owners) : AlertReceiver(Command[0], Owners)
{
    internal override async Task<string?> TryAsync(AlertMessage message, HttpClient client, CancellationToken stop)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Command[0], Command.Skip(1)) { WorkingDirectory = Folder, RedirectStandardInput = true })!;
            try
            {
                await process.StandardInput.BaseStream.WriteAsync(message.Json, stop).ConfigureAwait(false);
                process.StandardInput.Close();
                await process.WaitForExitAsync(stop).ConfigureAwait(false);
                return process.ExitCode == 0 ? null : $"it ended with {process.ExitCode}";
            }
            catch (IOException) when (!stop.IsCancellationRequested)
            {
                // It does not want to read, which is its own affair.
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
}
