using System.Text.Json;
using System.Text.RegularExpressions;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Streams;

/// <summary>Pushing to a server that is a process of its own.</summary>
public sealed class ServedPushTests(ProjectTemplates templates)
{
    [Fact]
    public async Task Push_ToAServer_IsSeenByGetOverHttpAndInStatus()
    {
        using var project = templates.Till();
        project.Write("sales.ndjson", Till.Sale(1, 2.5), Till.Sale(2, 4), "broken");
        using var server = ServedProject.Start(project);
        project.Quern("push", "sales", "sales.ndjson", "--server", server.Url).Succeeded().ShouldContain("2 accepted, 0 duplicate, 0 late, 1 refused");
        Till.Spent(project).ShouldBe((6.5, 2));
        (await server.CheckoutAsync("ann")).ShouldBe(["ann", "6.5", "6.5", "2", "2"]);
        var status = project.Quern("status", "--server", server.Url).Succeeded();
        status.ShouldContain("  stream   sales                             2 events");
        status.ShouldMatch(@"  served   sales .*since the server began 2 accepted, 0 duplicate, 0 late, 1 refused; seen .* after the push \(p99 .*\), .* after the event \(p99 .*\)");
        var served = JsonDocument.Parse(project.Quern("status", "--server", server.Url, "--json").Succeeded()).RootElement.GetProperty("served");
        served.EnumerateArray().Select(stream => $"{stream.GetProperty("stream")} {stream.GetProperty("accepted")}").ShouldBe(["purchases 0", "sales 2"]);
    }

    [Fact]
    public void Server_Killed_LosesNothingThatItAnsweredFor()
    {
        using var project = templates.Till();
        project.Write("sales.ndjson", [.. Enumerable.Range(1, 2000).Select(i => Till.Sale(i, i)), "broken"]);
        using (var server = ServedProject.Start(project))
        {
            project.Quern("push", "sales", "sales.ndjson", "--server", server.Url).Succeeded().ShouldContain("2,000 accepted, 0 duplicate, 0 late, 1 refused");
            server.Kill();
        }

        Till.Spent(project).ShouldBe((2_001_000, 2000));
        Till.Letters(project).ShouldBe(["QRN5040"]);
        using var again = ServedProject.Start(project);
        project.Quern("push", "sales", "sales.ndjson", "--server", again.Url, "--from", "1001").Succeeded().ShouldContain("0 accepted, 1,000 duplicate, 0 late, 1 refused");
        Till.Spent(project).ShouldBe((2_001_000, 2000));
        project.Quern("dead-letters", "replay", "--server", again.Url).Failed();
    }

    [Fact]
    public async Task Push_WhoseServerIsKilled_SaysWhereItStopped_AndGoesOnFromThere()
    {
        using var project = templates.Till();
        string said;
        using (var server = ServedProject.Start(project))
        {
            using var push = QuernProcess.StartToRead(project.Folder, "push", "sales", "--server", server.Url);
            for (var sale = 1; sale <= 2; sale++)
            {
                await push.StandardInput.WriteLineAsync(Till.Sale(sale, sale));
                await push.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
                await server.HasAcceptedAsync("sales", sale);
            }

            // The first was answered for, or the second would not have been sent; the answer to that may be on its way.
            server.Kill();
            await push.StandardInput.WriteLineAsync(Till.Sale(3, 4));
            push.StandardInput.Close();
            var ended = QuernProcess.Wait(push);
            ended.Failed().ShouldContain("QRN6043");
            said = ended.Output;
        }

        var next = Regex.Match(said, "Stopped before line ([23]). To go on, run the same with --from \\1.").Groups[1].Value;
        next.ShouldNotBeEmpty(said);
        using var again = ServedProject.Start(project);
        var lines = string.Concat(Enumerable.Range(1, 3).Select(sale => Till.Sale(sale, sale < 3 ? sale : 4) + "\n"));
        QuernProcess.QuernFed(project.Folder, lines, "push", "sales", "--server", again.Url, "--from", next).Succeeded().ShouldContain(next == "2" ? "1 accepted, 1 duplicate" : "1 accepted, 0 duplicate");
        Till.Spent(project).ShouldBe((7, 3));
    }

    [Fact]
    public async Task Push_StoppedByItsUser_SaysWhereItStopped_AndGoesOnFromThere()
    {
        using var project = templates.Till();
        using var server = ServedProject.Start(project);
        // At their own pace the third comes in an hour.
        project.Write("sales.ndjson", Till.Sale(1, 1), Till.Sale(1, 1).Replace("\"1\"", "\"2\"", StringComparison.Ordinal), Till.Sale(3600, 4));
        using var push = QuernProcess.StartToRead(project.Folder, "push", "sales", "sales.ndjson", "--speed", "1", "--server", server.Url);
        await server.HasAcceptedAsync("sales", 2);
        var ended = QuernProcess.Interrupt(push);
        ended.Exit.ShouldBe(130, ended.Output + ended.Errors);
        ended.Output.ShouldContain("Stopped before line 3. To go on, run the same with --from 3.");
        project.Quern("push", "sales", "sales.ndjson", "--from", "3", "--server", server.Url).Succeeded().ShouldContain("1 accepted, 0 duplicate");
        Till.Spent(project).ShouldBe((6, 3));
    }

    [Fact]
    public async Task PushOfStandardInput_StoppedByItsUser_SaysWhereItStopped()
    {
        using var project = templates.Till();
        using var server = ServedProject.Start(project);
        using var push = QuernProcess.StartToRead(project.Folder, "push", "sales", "--server", server.Url);
        await push.StandardInput.WriteLineAsync(Till.Sale(1, 1));
        await push.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await server.HasAcceptedAsync("sales", 1);
        QuernProcess.Interrupt(push).Output.ShouldContain("Stopped before line 2.");
    }

    [Fact]
    public async Task Server_WhoseClockFollowsEvents_ReplaysThePast()
    {
        using var project = templates.Till();
        project.Write("old.ndjson", [.. Enumerable.Range(0, 30).Select(day => $$"""{"at":"2020-01-{{day + 1:00}}T10:00:00Z","id":"{{day}}","customer":"ann","amount":1}""")]);
        using var server = ServedProject.Start(project, "--clock", "event");
        project.Quern("push", "sales", "old.ndjson", "--server", server.Url, "--speed", "100000000").Succeeded().ShouldContain("30 accepted, 0 duplicate, 0 late, 0 refused");
        // At the last event, which a window excludes; the one a day before it lies just inside.
        (await server.CheckoutAsync("ann")).ShouldBe(["ann", "1.0", "29.0", "1", "29"]);
    }

    [Fact]
    public void DeadLetters_AreMendedAndReplayed_WhileTheServerRuns()
    {
        using var project = templates.Till();
        using var server = ServedProject.Start(project);
        project.Write("sales.ndjson", Till.Sale(1, 1), Till.Sale(2, 2).Replace("\"amount\":2", "\"amount\":\"two\"", StringComparison.Ordinal));
        project.Quern("push", "sales", "sales.ndjson", "--server", server.Url).Succeeded();
        project.Quern("dead-letters", "replay").Failed().ShouldContain("QRN4033");
        Till.Letters(project).ShouldBe(["QRN5041"]);
        project.Quern("dead-letters", "export", "mend.ndjson").Succeeded();
        project.Replace("mend.ndjson", "\"two\"", "2");
        project.Quern("push", "sales", "mend.ndjson", "--server", server.Url).Succeeded().ShouldContain("1 accepted");
        project.Quern("dead-letters", "drop").Succeeded().ShouldBe("1 dead letter dropped\n");
        Till.Spent(project).ShouldBe((3, 2));
        Till.Letters(project).ShouldBeEmpty();
    }
}
