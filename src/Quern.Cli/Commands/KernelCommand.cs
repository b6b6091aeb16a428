using System.CommandLine;
using System.Globalization;
using Quern.Stores.Spark;

namespace Quern.Cli.Commands;

/// <summary>The part of a Spark script that is Quern's: a process that reads lines and writes lines, with no project and no registry but what its header names.</summary>
internal static class KernelCommand
{
    public static Command Create(SharedOptions shared)
    {
        var step = new Argument<string>("step") { Description = "What it reads and writes." };
        step.AcceptOnlyFromAmong([.. Enum.GetNames<KernelStep>().Select(name => name.ToLowerInvariant())]);
        var header = new Option<string?>("--header") { Description = "The file that lies beside the script: NAME.kernel.json. Without it the first line of the input is the header." };
        var part = new Option<string?>("--part") { Description = "The part of the service that the step is for, such as read-1 or lookup-1." };
        var command = new Command("kernel", "Compute features of sorted rows from standard input, for a script of 'quern training-set --engine spark'.") { step, header, part };
        CommandRun.Bind(command, shared, run =>
        {
            run.RefuseJson("kernel", "Its output is lines for the next step.");
            using var input = new BufferedStream(Console.OpenStandardInput(), 1 << 16);
            using var output = Console.OpenStandardOutput();
            var path = run.Value(header);
            var asked = path is null ? KernelHeader.Parse(FirstLine(input), "the first line of the input") : Read(path);
            using var definitions = KernelDefinitions.Load(asked, path is null ? Directory.GetCurrentDirectory() : Path.GetDirectoryName(Path.GetFullPath(path))!);
            var leftOut = new KernelProgram(definitions.Service, asked).Run(Enum.Parse<KernelStep>(run.Value(step)!, ignoreCase: true), run.Value(part), input, output, run.Cancellation);
            if (leftOut > 0) run.Output.Warn(new("QRN6831", $"{leftOut.ToString("N0", CultureInfo.InvariantCulture)} rows were left out that cannot be used", Hint: "'quern profile' on their source names them.", Severity: Severity.Warning));
            return 0;
        });
        return command;
    }

    private static KernelHeader Read(string path) => File.Exists(path) ? KernelHeader.Parse(File.ReadAllBytes(path), path) : throw SparkFindings.NoHeader(path, "There is no such file.");

    private static byte[] FirstLine(Stream input)
    {
        var line = new List<byte>();
        for (var next = input.ReadByte(); next is not (-1 or '\n'); next = input.ReadByte()) line.Add((byte)next);
        return [.. line];
    }
}
