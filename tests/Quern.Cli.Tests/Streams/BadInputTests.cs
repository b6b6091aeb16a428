using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Streams;

/// <summary>What people push that is wrong: it is said with a code, what is good of it is taken, and nothing is lost.</summary>
public sealed class BadInputTests(ProjectTemplates templates)
{
    [Theory]
    [InlineData("not json", "QRN5040")]
    [InlineData("{\"at\":\"2026-01-01T00:00:00Z\",\"id\":", "QRN5040")]
    [InlineData("[]", "QRN5040")]
    [InlineData("{\"seen\":\"2026-01-01T00:00:00Z\",\"page\":\"/a\"}", "QRN5041")]
    [InlineData("{\"id\":\"x\",\"customer\":\"ann\",\"amount\":1}", "QRN5041")]
    [InlineData("{\"at\":\"2026-01-01T00:00:00Z\",\"id\":\"x\",\"amount\":1}", "QRN5041")]
    [InlineData("{\"at\":\"2026-01-01T00:00:00Z\",\"id\":\"x\",\"customer\":\"ann\",\"amount\":\"much\"}", "QRN5041")]
    [InlineData("{\"at\":\"noon\",\"id\":\"x\",\"customer\":\"ann\",\"amount\":1}", "QRN5041")]
    [InlineData("{\"at\":\"2999-01-01T00:00:00Z\",\"id\":\"x\",\"customer\":\"ann\",\"amount\":1}", "QRN4035")]
    public void BadEvent_AmongGoodOnes_IsADeadLetter_AndTheOthersAreTaken(string bad, string code)
    {
        using var project = templates.Till();
        project.Write("sales.ndjson", Till.Sale(1, 1), bad, Till.Sale(2, 2));
        var said = project.Quern("push", "sales", "sales.ndjson").Succeeded();
        said.ShouldContain("2 accepted, 0 duplicate, 0 late, 1 refused");
        said.ShouldContain($"1 × {code}, first at line 2: ");
        Till.Spent(project).ShouldBe((3, 2));
        Till.Letters(project).ShouldBe([code]);
    }

    [Fact]
    public void EventOfTenMegabytes_IsRefused_AndTheOthersAreTaken()
    {
        using var project = templates.Till();
        project.Write("sales.ndjson", Till.Sale(1, 1), $"{{\"note\":\"{new string('x', 10 << 20)}\"}}", Till.Sale(2, 2));
        project.Quern("push", "sales", "sales.ndjson").Succeeded().ShouldContain("1 × QRN5042, first at line 2: It is longer than 1048576 bytes.");
        Till.Spent(project).ShouldBe((3, 2));
    }

    [Fact]
    public void FileThatExpandsWithoutEndOfLine_IsRefused_AndSaysWhereItStopped()
    {
        using var project = templates.Till();
        using (var gzip = new GZipStream(File.Create(project.PathOf("bomb.ndjson.gz")), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Till.Sale(1, 1) + "\n"));
            for (var megabyte = 0; megabyte < 200; megabyte++) gzip.Write(new byte[1 << 20]);
        }

        var ended = project.Quern("push", "sales", "bomb.ndjson.gz", "--batch", "1");
        ended.Failed().ShouldContain("QRN6041");
        ended.Output.ShouldContain("Stopped before line 2. To go on, run the same with --from 2.");
        Till.Spent(project).ShouldBe((1, 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GzipThatIsNone_OrBrokenOff_IsSaid(bool isBrokenOff)
    {
        using var project = templates.Till();
        var random = new Random(1);
        using (var gzip = new GZipStream(File.Create(project.PathOf("sales.ndjson.gz")), CompressionLevel.Fastest))
            for (var i = 0; i < 3000; i++) gzip.Write(Encoding.UTF8.GetBytes(Till.Sale(i, random.NextDouble()) + "\n"));
        var bytes = project.Bytes("sales.ndjson.gz");
        File.WriteAllBytes(project.PathOf("sales.ndjson.gz"), isBrokenOff ? bytes[..(bytes.Length / 2)] : bytes[10..]);
        project.Quern("push", "sales", "sales.ndjson.gz").Failed().ShouldContain("QRN6046");
    }

    [Fact]
    public void WrongUse_IsSaid()
    {
        using var project = templates.Till();
        Code(project, "push", "sales", "nothing.ndjson").ShouldBe("QRN6040");
        project.Write("sales.ndjson", Till.Sale(1, 1));
        Code(project, "push", "refunds", "sales.ndjson").ShouldBe("QRN4031");
        Code(project, "push", "refunds", "sales.ndjson", "--speed", "2").ShouldBe("QRN4031");
        Code(project, "push", "sales", "sales.ndjson", "--server", "localhost").ShouldBe("QRN6042");
        Code(project, "push", "sales", "sales.ndjson", "--server", "http://127.0.0.1:1").ShouldBe("QRN6043");
        Code(project, "status", "--server", "http://127.0.0.1:1").ShouldBe("QRN6043");
        Codes(project, "push", "sales", "sales.ndjson", "--batch", "0", "--from", "0", "--speed", "0").ShouldBe(["QRN6045", "QRN6045", "QRN6045"]);
        Code(project, "push", "sales", "sales.ndjson", "--clock", "lunch").ShouldBe("QRN5027");
        project.Quern("status").Succeeded().ShouldContain("  stream   sales                             0 events");
    }

    [Fact]
    public void PushToATakenProject_SaysWhomToAsk()
    {
        using var project = templates.Till();
        project.Write("sales.ndjson", Till.Sale(1, 1));
        using var server = ServedProject.Start(project);
        var said = project.Quern("push", "sales", "sales.ndjson").Failed();
        said.ShouldContain("QRN4033");
        said.ShouldContain("--server URL");
        Code(project, "push", "refunds", "sales.ndjson", "--server", server.Url).ShouldBe("QRN4031");
    }

    private static string Code(TestProject project, params string[] arguments) => Codes(project, arguments)[0];

    private static string[] Codes(TestProject project, params string[] arguments)
    {
        var ended = project.Quern([.. arguments, "--json"]);
        ended.Exit.ShouldBe(1, ended.Output + ended.Errors);
        return [.. JsonDocument.Parse(ended.Output).RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()!)];
    }
}
