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
    public void File_ThatIsTooLongToBeGivenWhole_GivesTheMember_AsFarAsItGoes()
    {
        var long1 = $"class A\n{{\n    // {new string('x', DefinitionCode.LongestText)}\n\n    // of B\n    int B => 1;\n}}\n";
        Cut(long1, new(0, 6, 14, 6)).ShouldBe(new("A.cs", "A.B", 5, 6, 5, "    // of B\n    int B => 1;\n", false));
        var long2 = $"class A\n{{\n    string B => \"{new string('x', DefinitionCode.LongestText)}\";\n}}\n";
        var cut = Cut(long2, new(0, 3, 17, 3));
        (cut.FirstLine, cut.TextLine, cut.Text.Length, cut.IsWhole).ShouldBe((3, 3, DefinitionCode.LongestText, false));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 9)]
    public void Lines_ThatTheFileDoesNotHave_AreNotShown(int first, int last) =>
        Should.Throw<BadImageFormatException>(() => Cut("int B => 1;", new(0, first, 1, last)));

    [Fact]
    public void Statements_AreShownAlone_WhereBracesDoNotTell() =>
        Cut("int B =>\n1;", new(0, 2, 1, 2)).ShouldBe(new("A.cs", "A.B", 2, 2, 1, "int B =>\n1;", true));

    [Theory]
    [InlineData("00000000EFBBBF61", 16, "a")]
    [InlineData("010000004B0400", 16, "a")]
    [InlineData("020000004B0400", 1, null)]
    [InlineData("0000000061616161", 3, null)]
    public void EmbeddedFile_IsRead_PlainOrCompressed_UpToALength(string bytes, int longest, string? text) =>
        new SourceFile("A.cs", Convert.FromHexString(bytes)).Read(longest).ShouldBe(text);

    [Theory]
    [InlineData("00")]
    [InlineData("FFFFFFFF00")]
    [InlineData("090000004B0400")]
    [InlineData("01000000FFFFFF")]
    public void EmbeddedFile_ThatIsDamaged_IsTold(string bytes) =>
        Should.Throw<BadImageFormatException>(() => new SourceFile("A.cs", Convert.FromHexString(bytes)).Read(16));

    [Fact]
    public void LoadedFeatures_AreFoundBesideThem()
    {
        loaded.Members.Single(member => member is { Thing: "view", Name: "traffic" }).Member.DeclaringType!.FullName.ShouldBe(typeof(LoadedFeatures).FullName);
    }

    private static CodeExcerpt Cut(string text, MethodPlace place) => DefinitionCode.Cut(text, "A.cs", "A.B", place, new());

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
