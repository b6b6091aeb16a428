using System.Text.Json;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Monitoring;

/// <summary>What the commands make of rows that are not as they are expected to be.</summary>
public sealed class ExpectationTests(ProjectTemplates templates)
{
    private const string Source = "Csv<Purchase>(\"data/purchases.csv\", source => source.EventTime(p => p.At)";

    [Fact]
    public void RejectedRow_CountsNowhere_IsPutAside_AndIsTold()
    {
        using var project = Shop(""".ExpectRange(p => p.Amount, 0, 15, OnFail.Reject).ExpectNotNull(p => p.Customer, maxShare: 0.6).Expect("few items", p => p.Items < 3, OnFail.Observe)""");
        var (exit, printed, _) = project.Quern("test");
        exit.ShouldBe(1);
        printed.ShouldContain("purchases: 4 rows judged");
        printed.ShouldContain("  NOT    reject            2   50.0 %  amount is from 0 to 15\n         2024-01-02T09:00:00Z amount=20  in purchases.csv, row 3\n");
        printed.ShouldContain("  met    warn              1   25.0 %  customer is not null, but for 60.0 % of each 1d\n");
        printed.ShouldEndWith("2 of 3 expectations are not met\n");
        project.Quern("test", "purchases", "--to", "2024-01-02").Succeeded().ShouldContain("purchases: 2 rows judged");

        project.Quern("apply", "--allow-breaking", "spending", "lenient_spending", "--allow-dropping", "purchases").Succeeded();
        var made = project.Quern("materialize", "spending", "--to", "2024-01-03").Succeeded();
        made.ShouldContain("2 of 4 rows of purchases are rejected: 'amount is from 0 to 15'; first 2024-01-02T09:00:00Z amount=20");
        made.ShouldContain("2 rejected rows put aside in '.quern/quarantine/materialize.ndjson'");
        var aside = JsonDocument.Parse(project.Read(".quern/quarantine/materialize.ndjson").Split('\n')[0]).RootElement;
        (aside.GetProperty("value").GetString(), aside.GetProperty("reason").GetString()).ShouldBe(("2024-01-02T09:00:00Z amount=20", "rejected: it fails 'amount is from 0 to 15'"));

        var trained = JsonDocument.Parse(project.Quern("training-set", "checkout", "--spine", "labels.csv", "--out", "t.csv", "--json").Succeeded()).RootElement;
        trained.GetProperty("rejectedRows").GetInt64().ShouldBe(2);
        trained.GetProperty("expectations").EnumerateArray().Select(one => $"{one.GetProperty("name")} {one.GetProperty("failed")} of {one.GetProperty("rows")} {one.GetProperty("holds")}")
            .ShouldBe(["amount is from 0 to 15 2 of 4 False", "customer is not null 1 of 4 True", "few items 1 of 4 False"]);
        project.Read("t.csv").Split('\n')[2].ShouldContain("10.5");
    }

    [Fact]
    public void PushedEvent_ThatIsRejected_IsADeadLetter()
    {
        using var project = Shop(""".ExpectRange(p => p.Amount, 0, 15, OnFail.Reject).Stream("purchases")""");
        project.Quern("apply", "--allow-breaking", "spending", "lenient_spending", "--allow-dropping", "purchases").Succeeded();
        project.Write("events.ndjson", """{"at":"2024-01-03T10:00:00Z","customer":"ann","amount":7,"items":1}""", """{"at":"2024-01-03T10:00:00Z","customer":"ann","amount":16,"items":1}""");
        project.Quern("push", "purchases", "events.ndjson").Output.ShouldContain("1 accepted, 0 duplicate, 0 late, 1 refused");
        project.Quern("dead-letters").Succeeded().ShouldContain("QRN6310: Rejected: it fails 'amount is from 0 to 15'.");
    }

    [Fact]
    public void ChangeThatLeavesOutTooManyRows_IsRefused_UntilItIsAllowed()
    {
        using var project = Shop(""".ExpectRange(p => p.Amount, 0, 15, OnFail.Reject)""");
        string[] breaking = ["--allow-breaking", "spending", "lenient_spending"];
        project.Quern(["plan", .. breaking]).ShouldComplain(
            "QRN2040", "source 'purchases' leaves out 2 of 4 rows that count now (50.0 %), more than 5 %", "'amount is from 0 to 15': 2, first 2024-01-02T09:00:00Z amount=20", "--allow-dropping purchases");
        project.Quern("apply").ShouldComplain("QRN2001", "view 'spending' would mean something else", "its source purchases differs: expectations that reject", "QRN2040", "source 'purchases'");
        project.Quern(["plan", .. breaking, "--allow-dropping", "purchases"]).Succeeded().ShouldContain("→ leaves out 2 of 4 rows that count now (50.0 %)");
        project.Write("quern.json", """{ "project": "shop", "plan": { "maxDropped": 0.5 } }""");
        project.Quern(["apply", .. breaking]).Succeeded();
        project.Write("quern.json", """{ "project": "shop", "plan": { "maxDropped": 5, "most": 1 } }""");
        project.Quern("plan").ShouldComplain("QRN2041", "'plan.maxDropped' cannot be read", "'plan.most' cannot be read");
    }

    [Fact]
    public void RowThatPauses_KeepsTheViewAsItWas_UntilItIsResumed()
    {
        using var project = Shop(""".ExpectRange(p => p.Amount, 0, 15, OnFail.Pause)""");
        project.Quern("apply").Succeeded().ShouldNotContain("needs a backfill");
        project.Quern("materialize", "spending", "--to", "2024-01-02").Succeeded();
        var (exit, printed, _) = project.Quern("materialize", "spending", "--to", "2024-01-03");
        (exit, printed.Contains("spending                 paused, not written\n      paused since 2024-01-03T00:00:00Z: 'amount is from 0 to 15' of purchases is not met: 2024-01-02T09:00:00Z amount=20;", StringComparison.Ordinal)).ShouldBe((1, true), printed);
        project.Quern("materialize", "spending", "--to", "2024-01-03").Exit.ShouldBe(0);
        project.Quern("status").Succeeded().ShouldContain("online to 2024-01-02T00:00:00Z, paused since 2024-01-03T00:00:00Z");
        project.Quern("pause", "spending").Succeeded().ShouldContain("paused already, since 2024-01-03T00:00:00Z");
        project.Quern("resume", "spending", "browsing").ShouldComplain("QRN6320", "view 'browsing' is not paused");
        project.Quern("resume", "spending").Succeeded();
        project.Quern("materialize", "spending", "--to", "2024-01-03").Succeeded().ShouldContain("1 event of");
    }

    [Fact]
    public void RowsTogether_AreJudgedAsOfTheEndThatIsAskedFor()
    {
        using var project = Shop(""".ExpectFreshness("1d").ExpectVolume(least: 3, name: "enough").ExpectFreshness("9999d", OnFail.Observe)""");
        var (exit, printed, _) = project.Quern("test", "--to", "2024-01-05");
        exit.ShouldBe(1);
        printed.ShouldContain("  NOT    warn          1 gap           an event every 1d\n         no event for 2d 15h from 2024-01-02T09:00:00Z on, as of 2024-01-05T00:00:00Z\n");
        printed.ShouldContain("  NOT    warn      3 buckets           enough\n         2 rows in the 1d from 2024-01-02T00:00:00Z, at least 3 are expected\n         no rows in each 1d from 2024-01-03T00:00:00Z to 2024-01-05T00:00:00Z, at least 3 are expected\n");
        printed.ShouldContain("  met    observe      0 gaps           an event every 9999d\n");
        project.Quern("test", "--to", "2024-01-03").Output.ShouldContain("  met    warn         0 gaps           an event every 1d\n");
        var told = JsonDocument.Parse(project.Quern("test", "--json", "--to", "2024-01-05").Output).RootElement.GetProperty("sources")[0].GetProperty("expectations")[0];
        (told.GetProperty("kind").GetString(), told.GetProperty("holds").GetBoolean(), told.GetProperty("breaches")[0].GetProperty("value").GetDouble(), told.GetProperty("breaches")[0].GetProperty("most").GetDouble()).ShouldBe(("freshness", false, 226_800, 86_400));
        project.Quern("apply").Succeeded();
        project.Quern("materialize", "spending", "--to", "2024-01-05").Succeeded().ShouldContain("'an event every 1d' of purchases is not met by 1 gap: first no event for 2d 15h from");
    }

    [Fact]
    public void RowsOfOneKey_AreNamedByFileAndRow()
    {
        using var project = Shop(""".ExpectUnique(p => p.Customer, within: "2d").ExpectMonotone(p => -p.Amount, by: p => p.Customer, within: "2d", name: "never more")""");
        var (exit, printed, _) = project.Quern("test", "--to", "2024-01-03");
        exit.ShouldBe(1);
        printed.ShouldContain("  NOT    warn          1 row           one row of customer within 2d\n         customer=ann: 2 rows from 2024-01-01T10:00:00Z to 2024-01-02T09:00:00Z  in purchases.csv, row 3\n");
        printed.ShouldContain("  NOT    warn          1 row           never more\n         customer=ann: from -10.5 at 2024-01-01T10:00:00Z down to -20 at 2024-01-02T09:00:00Z  in purchases.csv, row 3\n");
        project.Quern("test", "--from", "2024-01-02", "--to", "2024-01-03").Output.ShouldContain("customer=ann: from -10.5 at 2024-01-01T10:00:00Z");
    }

    [Fact]
    public void Features_AreJudgedInTrainingSets_AndAsOfAnInstant()
    {
        using var project = Shop("");
        project.Replace("Shop.cs", "Items = w.Sum(p => p.Items) })", """Items = w.Sum(p => p.Items) }).ExpectRange("spent_lifetime", 0, 15).ExpectNotNull("spent_1d", OnFail.Observe).ExpectNotNull("spent_lifetime", maxShare: 0.9)""");
        project.Quern("plan").Succeeded();
        project.Quern("apply").Succeeded();
        var made = project.Quern("training-set", "checkout", "--spine", "labels.csv", "--out", "t.csv").Succeeded();
        made.ShouldContain("values of spent_lifetime fail: 'spent_lifetime is from 0 to 15'; first ");
        made.ShouldNotContain("spent_1d is not null");
        JsonDocument.Parse(project.Read("t.csv.manifest.json")).RootElement.GetProperty("expectations").EnumerateArray().Select(one => $"{one.GetProperty("source")} {one.GetProperty("name")} {one.GetProperty("onFail")}")
            .ShouldBe(["spending spent_1d is not null observe", "spending spent_lifetime is from 0 to 15 warn", "spending spent_lifetime is not null warn"]);
        var (exit, printed, _) = project.Quern("test", "spending", "--to", "2024-01-03");
        exit.ShouldBe(1);
        printed.ShouldContain("spending: 2 entities judged as of 2024-01-03T00:00:00Z\n");
        printed.ShouldContain("  NOT    warn              1   50.0 %  spent_lifetime is from 0 to 15\n         30.5 of customer=ann\n");
        var told = JsonDocument.Parse(project.Quern("test", "--json", "--to", "2024-01-03").Output).RootElement.GetProperty("views")[0];
        (told.GetProperty("view").GetString(), told.GetProperty("expectations")[1].GetProperty("first")[0].GetProperty("entity").GetString()).ShouldBe(("spending", "customer=ann"));
        project.Quern("test", "browsing").ShouldComplain("QRN6220", "view 'browsing' expects nothing of its features");
    }

    [Fact]
    public void WhatCannotBe_IsSaid()
    {
        using var project = Shop(""".ExpectRange(p => p.Amount, 0, 15)""");
        project.Quern("test", "clicks", "nothing").ShouldComplain("QRN6311", "source 'clicks' expects nothing of its rows", "QRN6304", "there is no source and no view 'nothing'");
        project.Quern("test", "--from", "2024-02-01", "--to", "2024-01-01").ShouldComplain("QRN6014", "does not lie before");
        project.Write("data/purchases.csv", "At,Customer,Amount,Items");
        project.Quern("test").Succeeded().ShouldContain("purchases: 0 rows judged");
    }

    private TestProject Shop(string expectations)
    {
        var project = templates.Shop();
        project.Replace("Shop.cs", Source, Source + expectations);
        return project;
    }
}
