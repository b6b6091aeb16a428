using System.Text.Json;
using Quern.Cli.Tests.Projects;
using Quern.Cli.Tests.Streams;

namespace Quern.Cli.Tests.Served;

public sealed class AuditTests(ProjectTemplates templates)
{
    private const string Served = "2024-01-02T10:00:00Z";

    [Fact]
    public async Task Audit_OfWhatWasServed_Passes_UntilDataOrDefinitionsChange()
    {
        using var project = templates.Shop();
        project.Quern("audit").ShouldComplain("QRN6200", "no service of project 'shop' has a log");
        project.Quern("audit", "checkout").ShouldComplain("QRN6070");
        await ServeAsync(project, """{"customer":["ann","bob","zoe",null],"basket":[5.25,null,1,2]}""");

        var passed = project.Quern("audit", "checkout").Succeeded();
        passed.ShouldContain($"checkout, version 1: 4 vectors compared of 4 logged, served from {Served}");
        passed.ShouldContain("passed: 0 % of the values differ for causes that count, 0 % may.");
        project.Quern("audit", "--as-known", "--sample", "0.99", "--strict", "--from", Served, "--to", "2024-01-02T10:00:01Z").Succeeded();

        // A sale that came into the file afterwards: online state did not have it.
        project.Append("data/purchases.csv", "2024-01-02T09:30:00Z,ann,1,1");
        var dropped = project.Quern("audit", "checkout", "--json");
        dropped.Exit.ShouldBe(1);
        var service = JsonDocument.Parse(dropped.Output).RootElement.GetProperty("services")[0];
        service.GetProperty("causes").EnumerateArray().Select(cause => cause.GetProperty("cause").GetString()).Distinct().ShouldBe(["dropped_event"]);
        service.GetProperty("examples").EnumerateArray().First(example => example.GetProperty("feature").GetString() == "spent_1d").GetProperty("evidence").GetString().ShouldBe("without the event of 2024-01-02T09:30:00Z, known at 2024-01-02T09:30:00Z, history gives what was served");
        var told = project.Quern("audit", "checkout");
        told.Output.ShouldContain("dropped_event: spent_1d of customer ann, request r1 row 0");
        told.Output.ShouldContain("failed: ");
        project.Quern("audit", "checkout", "--max-rate", "0.9").Succeeded();

        project.Write("data/purchases.csv", [.. project.Read("data/purchases.csv").TrimEnd().Split('\n')[..^1]]);
        project.Replace("Shop.cs", "Service(Spending, CustomerProfile,", "Service(Spending, CustomerProfile, Browsing,");
        project.Quern("apply", "--message", "second").Succeeded();
        // What version 1 did not serve is not compared.
        project.Quern("audit", "checkout").Succeeded().ShouldContain("checkout, version 2: 4 vectors compared");
    }

    [Theory]
    [InlineData("QRN6202", "--from", "2025-01-01", "--to", "2025-01-02")]
    [InlineData("QRN6203", "--settle", "50000d")]
    [InlineData("QRN6204", "--sample", "0")]
    [InlineData("QRN6204", "--last", "1h", "--from", "2024-01-01")]
    [InlineData("QRN6011", "--from", "yesterday")]
    public async Task Audit_ThatCannotBeMade_SaysWhy(string code, params string[] options)
    {
        using var project = templates.Shop();
        await ServeAsync(project, """{"customer":["ann"],"basket":[5.25]}""");
        project.Quern(["audit", "checkout", .. options]).ShouldComplain(code);
    }

    [Fact]
    public void Options_ThatAreWrong_AreToldAllAtOnce()
    {
        using var project = templates.Shop();
        project.Quern("audit", "checkout", "--from", "yesterday", "--to", "now", "--sample", "1.5", "--max-rate", "-1", "--vectors", "0", "--settle", "soon")
            .ShouldComplain("QRN6204", "'yesterday' is not an instant", "'now' is not an instant", "--sample", "--max-rate", "--vectors", "--settle");
    }

    [Fact]
    public void Settings_ThatAreWrong_AreToldAllAtOnce()
    {
        using var project = templates.Shop();
        project.Write("quern.json", """{ "project": "shop", "audit": { "sample": 0, "vectors": -1, "settle": 5, "often": true } }""");
        project.Quern("status").ShouldComplain("QRN6211", "'audit.sample'", "'audit.vectors'", "'audit.settle'", "'audit.often'");
    }

    private static async Task ServeAsync(TestProject project, string entities)
    {
        project.Write("quern.json", """{ "project": "shop", "log": { "services": { "checkout": 1 } }, "audit": {} }""");
        project.Quern("materialize", "--to", Served).Succeeded();
        using var server = ServedProject.Start(project, "--clock", Served);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Url}/get-online-features") { Content = new StringContent($$"""{"feature_service":"checkout","entities":{{entities}}}""") };
        request.Headers.Add("X-Request-Id", "r1");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        // What waits is written when it stops.
        server.Stop();
    }
}
