using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Quern.Cli.Projects;

/// <summary>
/// Compiles a project's definitions with the .NET SDK. What was compiled is remembered by a hash over the project's source files,
/// so that nothing is compiled twice.
/// </summary>
internal static partial class DefinitionBuild
{
    private const string StampName = "definitions.sha256";

    /// <summary>The path of the compiled assembly.</summary>
    /// <exception cref="QuernException">There is no project file, or it does not compile: one finding for each of the compiler's errors.</exception>
    public static string Run(Project project)
    {
        var file = FindProjectFile(project);
        var assembly = Path.Combine(project.Build, Path.GetFileNameWithoutExtension(file) + ".dll");
        var stamp = Path.Combine(project.Build, StampName);
        var hash = Hash(Path.GetDirectoryName(file)!);
        if (File.Exists(assembly) && File.Exists(stamp) && File.ReadAllText(stamp) == hash) return assembly;
        Directory.CreateDirectory(project.Build);
        QuernLocation.Write(project);
        var (exit, output) = Compile(project, file);
        if (exit != 0) throw new QuernException(Findings(project, file, output));
        File.WriteAllText(stamp, hash);
        return assembly;
    }

    private static string FindProjectFile(Project project)
    {
        var features = Path.Combine(project.Folder, "features");
        string[] files = [.. Directory.GetFiles(project.Folder, "*.csproj"), .. Directory.Exists(features) ? Directory.GetFiles(features, "*.csproj") : []];
        return files switch
        {
            [var one] => one,
            [] => throw new QuernException(new Finding("QRN6002", $"no C# project in '{project.Folder}'", "Definitions are looked for in *.csproj there and in features/.", "Make a project that works with 'quern init NAME' and copy its .csproj.")),
            _ => throw new QuernException(new Finding("QRN6002", $"several C# projects in '{project.Folder}'", string.Join(", ", files.Select(Path.GetFileName)), "Leave one for the definitions; tests go into a folder of their own.")),
        };
    }

    private static (int Exit, string Output) Compile(Project project, string file)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = ["build", file, "-c", "Release", "-o", project.Build, "-v", "q", "-nologo", "-tl:off", $"-p:QuernHome={Escape(QuernLocation.Home)}", $"-p:CustomBeforeMicrosoftCommonTargets={Escape(DefinitionTargets.Write(project))}"];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.Result);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new QuernException(new Finding("QRN6004", "'dotnet' cannot be started, so definitions cannot be compiled", exception.Message, "Install the .NET SDK 10 and have it on PATH. A server needs no SDK: it serves what was applied."), exception);
        }
    }

    // What would end a property's value on the command line.
    private static string Escape(string path) => path.Replace("%", "%25", StringComparison.Ordinal).Replace(";", "%3B", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    private static IReadOnlyList<Finding> Findings(Project project, string file, string output)
    {
        Finding[] findings = [.. CompilerError().Matches(output)
            .Select(match => (Where: Path.GetRelativePath(project.Folder, match.Groups["file"].Value), At: match.Groups["at"].Value, Code: match.Groups["code"].Value, Text: match.Groups["text"].Value))
            .Distinct()
            .Select(error => new Finding("QRN6005", $"'{error.Where}' line {error.At} does not compile: {error.Text}", $"The compiler calls it {error.Code}.", "Mend it and run the command again; what was applied stays as it is meanwhile."))];
        return findings.Length > 0 ? findings : [new Finding("QRN6005", $"'{Path.GetFileName(file)}' does not compile", output.Trim())];
    }

    private static string Hash(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(AppContext.BaseDirectory));
        hash.AppendData(Encoding.UTF8.GetBytes(DefinitionTargets.Text));
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".csproj" or ".props" or ".targets")
            .Where(file => !Path.GetRelativePath(folder, file).Split('/').Any(part => part is "bin" or "obj" or ".quern" or "tests"))
            .Order(StringComparer.Ordinal);
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(folder, file) + "\0"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    [GeneratedRegex(@"^(?<file>[^\n(]+)\((?<at>\d+),\d+\): error (?<code>\w+): (?<text>[^\n]*?)( \[[^\]\n]+\])?$", RegexOptions.Multiline)]
    private static partial Regex CompilerError();
}
