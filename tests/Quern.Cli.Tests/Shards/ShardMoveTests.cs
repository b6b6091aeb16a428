using System.Net;
using Quern.Cli.Tests.Projects;
using Quern.Embedded;

namespace Quern.Cli.Tests.Shards;

/// <summary>Services that move between shards by configuration, and what goes with them.</summary>
public sealed class ShardMoveTests(ProjectTemplates templates)
{
    private const string Bought = """{"feature_service":"regulars","entities":{"customer":["ann","bob"]}}""";

    [Fact]
    public async Task Service_MovedByConfiguration_IsRefusedUntilItIsMaterialized_ThenServesTheSameBits()
    {
        using var till = new ShardedTill(templates.Till());
        var project = till.Project;
        project.Write("quern.json", """{ "project": "shop" }""");
        project.Quern("materialize").Succeeded();
        string before;
        using (var server = till.StartDefault()) before = ValuesOf(await server.AskAsync(Bought));

        project.Write("quern.json", till.Settings.Replace("\"checkout\"", "\"regulars\"", StringComparison.Ordinal));
        const string Move = "view 'habits' of service 'regulars' moves from shard default to counter: 'quern materialize habits --shard counter' brings it online there, and until then it is refused";
        project.Quern("plan").Succeeded().ShouldContain(Move);
        project.Quern("status").Succeeded().ShouldContain("  moved    " + Move);
        project.Quern("doctor").Output.ShouldContain(Move);
        // What events the log has so far is made by whoever takes them.
        using var all = till.StartDefault();
        using (var unready = till.StartShard())
        {
            var (status, _, body) = await till.SendAsync(till.ShardUrl + "/get-online-features", Bought);
            status.ShouldBe(HttpStatusCode.Conflict);
            body.ShouldContain("QRN4020");
            project.Quern("materialize", "--shard", ShardedTill.Shard).Succeeded().ShouldContain("habits");
            ValuesOf(await unready.AskAsync(Bought)).ShouldBe(before);
        }

        using var shard = till.StartShard();
        ValuesOf(await all.AskAsync(Bought)).ShouldBe(before);
        var told = project.Quern("status").Succeeded();
        told.ShouldNotContain("moved");
        told.ShouldMatch("service  regulars .* in shard counter");
        told.ShouldMatch($"shard    counter .* at {till.ShardUrl}");
        var doctor = project.Quern("doctor").Output;
        doctor.ShouldContain($"answers at {till.ShardUrl}");
        doctor.ShouldContain($"answers at {till.DefaultUrl}");
        project.Quern("get", "regulars", "customer=ann").Succeeded().ShouldMatch(@"bought_lifetime\s+2");

        using (var embedded = QuernStore.Open(project.Folder, new() { Shard = ShardedTill.Shard }))
        {
            embedded.Services.ShouldBe(["regulars"]);
            embedded.Service("regulars").Read(("customer", "ann")).Int64("bought_lifetime").ShouldBe(2L);
            Should.Throw<QuernException>(() => embedded.Service("checkout")).Findings[0].Code.ShouldBe("QRN6427");
        }

        using var own = QuernStore.Open(project.Folder);
        Should.Throw<QuernException>(() => own.Service("regulars")).Message.ShouldContain("Shard = \"counter\"");
        Should.Throw<QuernException>(() => QuernStore.Open(project.Folder, new() { Shard = "kitchen" })).Findings[0].Code.ShouldBe("QRN6425");
    }

    [Fact]
    public async Task PausesBackupsAndChecks_ReachTheShardsStore()
    {
        using var till = new ShardedTill(templates.Till());
        var project = till.Project;
        project.Write("quern.json", till.Settings.Replace("\"checkout\"", "\"regulars\"", StringComparison.Ordinal));
        project.Quern("materialize").Succeeded();
        project.Quern("pause", "habits").Succeeded().ShouldContain("paused");
        project.Quern("status").Succeeded().ShouldMatch("view     habits .*paused.* in shard counter");
        project.Quern("resume", "habits").Succeeded().ShouldContain("resumed");
        project.Quern("resume", "habits").Failed().ShouldContain("QRN6320");
        using var elsewhere = new TempFolder();
        var (backup, restored) = (Path.Combine(elsewhere.Path, "backup"), Path.Combine(elsewhere.Path, "restored"));
        project.Quern("backup", backup).Succeeded();
        project.Quern("restore", backup, restored).Succeeded();
        QuernProcess.Quern(restored, "get", "regulars", "customer=ann").Succeeded().ShouldMatch(@"bought_lifetime\s+2");
        QuernProcess.Quern(restored, "verify").Succeeded().ShouldContain("sound");
        // A record of the shard's store that is damaged is found.
        var file = Path.Combine(restored, ".quern/shards/counter/online/data.mdb");
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes.AsSpan(8192).Fill(0x5a);
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        QuernProcess.Quern(restored, "verify").Failed().ShouldContain("counter");
    }

    private static string ValuesOf(System.Text.Json.JsonElement answer) => string.Join('|', answer.GetProperty("results").EnumerateArray().Select(column => column.GetProperty("values").ToString()));
}
