using System.Text.Json;
using Quern.Cli.Commands;

namespace Quern.Cli.Tests.Deployment;

/// <summary>What can be said of the image without an engine that builds it.</summary>
public sealed class DockerfileTests
{
    private static readonly string[] Bases = ["node:22-bookworm-slim", "mcr.microsoft.com/dotnet/sdk:10.0", "mcr.microsoft.com/dotnet/aspnet:10.0"];
    private static readonly string[] Verbs = ["ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "RUN", "USER", "VOLUME", "WORKDIR"];

    private readonly Dockerfile _file = Dockerfile.Shipped;

    [Fact]
    public void Stages_HaveNames_AndGoOnFromEachOther_OrFromBasesOfAVersion()
    {
        _file.Stages.Select(stage => stage.Name).ShouldBe(["native", "build", "tools", "quern", "applied", "project"]);
        foreach (var (stage, at) in _file.Stages.Select((stage, at) => (stage, at))) _file.Stages.Take(at).Select(before => before.Name).Concat(Bases).ShouldContain(stage.Image, stage.Name);
        _file.Stages.SelectMany(stage => stage.Instructions).Select(instruction => instruction.Verb).Distinct().Order(StringComparer.Ordinal).ShouldBe(Verbs);
    }

    [Fact]
    public void WhatIsCopied_IsThere_AndInWhatAnEngineIsGiven()
    {
        var given = File.ReadAllLines(Deployed.PathOf(".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..]).ToArray();
        foreach (var (stage, at) in _file.Stages.Select((stage, at) => (stage, at)))
            foreach (var (from, sources, _) in stage.Copies)
            {
                if (from is not null)
                {
                    _file.Stages.Take(at).Select(before => before.Name).ShouldContain(from, stage.Name);
                    continue;
                }

                foreach (var source in sources.Select(source => source.Replace("${PROJECT}", ArgOf(stage), StringComparison.Ordinal)))
                {
                    Path.Exists(Deployed.PathOf(source)).ShouldBeTrue($"{stage.Name}: {source}");
                    given.ShouldContain(path => source == path || source.StartsWith(path + "/", StringComparison.Ordinal), $"{source} is not in .dockerignore");
                }
            }
    }

    [Theory]
    [InlineData("tools")]
    [InlineData("quern")]
    [InlineData("applied")]
    [InlineData("project")]
    public void WhatRuns_IsNotRoot(string stage) => _file.Last(stage, "USER").ShouldBe($"{Deployed.User}:{Deployed.User}");

    [Theory]
    [InlineData("quern")]
    [InlineData("project")]
    public void WhatIsStarted_IsACommandOfQuern_AndListensWhereItIsExposed(string stage)
    {
        JsonSerializer.Deserialize<string[]>(_file.Last(stage, "ENTRYPOINT")).ShouldBe(["quern"]);
        var arguments = JsonSerializer.Deserialize<string[]>(_file.Last(stage, "CMD"))!;
        QuernCommand.Create().Parse(arguments).Errors.ShouldBeEmpty();
        _file.Last(stage, "EXPOSE").Split(' ').ShouldBe(arguments.Where(argument => argument.StartsWith("http", StringComparison.Ordinal)).Select(url => new Uri(url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        _file.Last(stage, "VOLUME").ShouldBe(_file.Last(stage, "WORKDIR"));
        _file.Last(stage, "HEALTHCHECK").ShouldEndWith("""CMD ["/opt/quern/health"]""");
    }

    [Fact]
    public void WhatIsRunToMakeIt_AreCommandsThatThereAre()
    {
        var applied = _file.Stages.Single(stage => stage.Name == "applied").Instructions.Last(instruction => instruction.Verb == "RUN").Text;
        applied.ShouldStartWith("quern ");
        QuernCommand.Create().Parse(applied["quern ".Length..]).Errors.ShouldBeEmpty();
        foreach (var function in new[] { "setup_native", "setup_ui", "setup_kafka" })
        {
            _file.Stages[0].Instructions.Single(instruction => instruction.Text.Contains("setup.sh &&", StringComparison.Ordinal)).Text.ShouldContain(function);
            Deployed.Read("eng/setup.sh").ShouldContain($"\n{function}() {{");
        }
    }

    [Fact]
    public void Scripts_AreInTheImage_AndMayBeRun()
    {
        foreach (var name in Scripts)
        {
            _file.Stages.Single(stage => stage.Name == "build").Copies.ShouldContain(copy => copy.Sources.Contains($"deploy/{name}") && copy.Target == "/out/");
            if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(Deployed.PathOf($"deploy/{name}")).HasFlag(UnixFileMode.UserExecute | UnixFileMode.OtherExecute).ShouldBeTrue(name);
        }
    }

    /// <summary>What is beside the program in the image.</summary>
    internal static IReadOnlyList<string> Scripts { get; } = ["bring", "health", "prepare", "quern", "refresh"];

    private static string ArgOf(Dockerfile.Stage stage) => stage.Instructions.FirstOrDefault(instruction => instruction.Verb == "ARG").Text?.Split('=')[1] ?? "";
}
