using System.CommandLine;
using System.CommandLine.Parsing;
using Quern.Server;

namespace Quern.Cli.Commands;

/// <summary>The options of a command that listens, by which it is given a certificate.</summary>
internal sealed class TlsOptions
{
    public Option<string?> Certificate { get; } = new("--certificate") { Description = "For TLS and HTTP/2 on addresses that begin with https: a PEM file with the certificate, and those that it is signed by." };

    public Option<string?> Key { get; } = new("--key") { Description = "The PEM file with the certificate's private key, where it is not in the same file." };

    /// <summary>Refuses a key without a certificate.</summary>
    public void Check(CommandResult asked)
    {
        if (asked.GetValue(Key) is not null && asked.GetValue(Certificate) is null) asked.AddError("--key needs --certificate");
    }

    /// <summary>What was given; null when nothing was.</summary>
    public TlsFiles? Of(CommandRun run) => run.Value(Certificate) is { } file ? new(file, run.Value(Key)) : null;
}
