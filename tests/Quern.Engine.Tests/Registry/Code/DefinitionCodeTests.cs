using System.Reflection.PortableExecutable;
using Quern.Engine.Registry.Tests;

namespace Quern.Engine.Registry.Code.Tests;

public sealed class DefinitionCodeTests(DefinitionCodeTests.Loaded loaded) : IClassFixture<DefinitionCodeTests.Loaded>
{
    private static readonly byte[] Assembly = File.ReadAllBytes(typeof(WrittenFeatures).Assembly.Location);
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Root(AppContext.BaseDirectory), "tests", "Quern.Engine.Tests", "Registry", "Code", "WrittenFeatures.cs"));

    [Theory]
    [InlineData("entity", "written_thing", "WrittenThing", "    public Entity Thing =>", "// behind it")]
    [InlineData("source", "written_rows", "WrittenRows", "    // Above it, with a brace: {", "        .EventTime(row => row.At));")]
    [InlineData("view", "written_counts", "WrittenCounts", "    public FeatureView WrittenCounts", "    }")]
    [InlineData("view", "written_counts@2", "WrittenCounts2", "    public FeatureView WrittenCounts2 =>", "WrittenCounts.Version(2);")]
    [InlineData("view", "written_latest", "WrittenLatest", "    /// <summary>With accessors", "name: \"written_latest\");")]
    [InlineData("service", "written_service", "WrittenService", "    public FeatureService WrittenService", "]);")]
    [InlineData("on-demand", "written_method", "WrittenMethod", "    [OnDemand]", "        };")]
    public void Definition_IsShown_WithItsCommentsAndAttributes(string thing, string name, string member, string begin, string end)
    {
        var excerpt = loaded.Code.Find(thing, name);
        excerpt.Member.ShouldBe("WrittenFeatures." + (member == "WrittenThing" ? "Thing" : member));
        (Path.GetFileName(excerpt.File), excerpt.TextLine, excerpt.IsWhole).ShouldBe(("WrittenFeatures.cs", 1, true));
        excerpt.Text.Split('\n').ShouldBe([.. Lines, ""]);
        Lines[excerpt.FirstLine - 1].ShouldStartWith(begin);
        Lines[excerpt.LastLine - 1].ShouldEndWith(end);
    }

    [Theory]
    [InlineData("written_made1")]
    [InlineData("written_made2")]
    public void Definition_ThatALoopMakes_IsShownByTheMemberThroughWhichItWasFound(string name)
    {
        loaded.Code.Find("view", name).Member.ShouldBe("WrittenFeatures.WrittenService");
    }

    [Theory]
    [InlineData("view", "traffic", "not kept", "EmbedAllSources")]
    [InlineData("view", "never", "not known", "a property of its own")]
    [InlineData("entity", "written_directed", "not known", "no lines of its own")]
    public void Definition_WithoutASource_SaysWhy(string thing, string name, string why, string more)
    {
        var finding = Should.Throw<QuernException>(() => loaded.Code.Find(thing, name)).Findings.ShouldHaveSingleItem();
        finding.Code.ShouldBe("QRN5199");
        finding.ToString().ShouldContain(why);
        finding.ToString().ShouldContain(more);
    }

    [Fact]
    public void Assembly_WithoutAPdb_IsTold()
    {
        var bytes = File.ReadAllBytes(typeof(FeatureRepository).Assembly.Location);
        Should.Throw<QuernException>(() => DefinitionCode.Read(bytes, loaded.Members).Find("view", "written_counts")).Findings.ShouldHaveSingleItem().Message.ShouldBe("the C# of what was applied is not kept");
    }

    [Fact]
    public void Pdb_ThatIsDamaged_IsToldOf_OrReadAsItWas()
    {
        using var image = new PEReader(new MemoryStream(Assembly));
        var pdb = image.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage("seed {0}", seed);
        var random = new Random(seed);
        var refused = 0;
        for (var round = 0; round < 100; round++)
        {
            var damaged = (byte[])Assembly.Clone();
            for (var i = 0; i <= round % 4; i++) damaged[pdb.DataPointer + (round < 8 ? random.Next(8) : random.Next(pdb.DataSize))] = (byte)random.Next(256);
            var code = DefinitionCode.Read(damaged, loaded.Members);
            try
            {
                code.Find("view", "written_counts").Member.ShouldBe("WrittenFeatures.WrittenCounts", $"seed {seed}");
            }
            catch (QuernException exception)
            {
                exception.Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN5199", $"seed {seed}");
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(0, $"seed {seed}");
    }

    [Fact]
    public void LoadedFeatures_AreFoundBesideThem()
    {
        loaded.Members.Single(member => member is { Thing: "view", Name: "traffic" }).Member.DeclaringType!.FullName.ShouldBe(typeof(LoadedFeatures).FullName);
    }

    /// <summary>All definitions of this assembly, loaded once: it has many.</summary>
    public sealed class Loaded : IDisposable
    {
        private readonly DefinitionAssembly _definitions = DefinitionAssembly.Load(Assembly);

        public Loaded() => (Code, Members) = (DefinitionCode.Read(Assembly, _definitions), _definitions.Read().Members);

        public DefinitionCode Code { get; }

        public IReadOnlyList<DefinitionMember> Members { get; }

        public void Dispose() => _definitions.Dispose();
    }

    private static string Root(string folder) => File.Exists(Path.Combine(folder, "Quern.slnx")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
