using Quern.Planning;
using Quern.Stores.Spark;

namespace Quern.Stores.Tests.Spark;

/// <summary>The commands of a script, carried out here.</summary>
internal static class KernelCommands
{
    /// <summary>Runs a command over an input, for definitions that are loaded already.</summary>
    public static Func<string, string, byte[], byte[]> InProcess(ServicePlan service) => (folder, command, input) =>
    {
        var words = command.Split(' ');
        words[..2].ShouldBe(["quern", "kernel"]);
        var (header, part) = (words[Array.IndexOf(words, "--header") + 1], Array.IndexOf(words, "--part") is > 0 and var at ? words[at + 1] : null);
        return Run(service, KernelHeader.Parse(File.ReadAllBytes(Path.Combine(folder, header)), header), Enum.Parse<KernelStep>(words[2], ignoreCase: true), part, input);
    };

    public static byte[] Run(ServicePlan service, KernelHeader header, KernelStep step, string? part, byte[] input)
    {
        using var output = new MemoryStream();
        using var lines = new MemoryStream(input);
        new KernelProgram(service, header).Run(step, part, lines, output, TestContext.Current.CancellationToken);
        return output.ToArray();
    }
}
