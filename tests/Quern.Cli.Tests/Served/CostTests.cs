using System.Text.Json;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Served;

public sealed class CostTests(ProjectTemplates templates)
{
    [Fact]
    public void Cost_TellsWhatWasReadTrainedAndStored_AndWhatNobodyReads()
    {
        using var project = templates.Shop();
        project.Write("quern.json", """{ "project": "shop", "cost": { "cpuHour": 0.05, "gibMonth": 0.2, "gibServed": 0.1, "millionRecords": 1, "currency": "EUR" } }""");
        project.Quern("apply").Succeeded();
        project.Quern("materialize").Succeeded();
        project.Quern("training-set", "checkout", "--spine", "labels.csv", "--out", "train.csv").Succeeded();
        var told = JsonDocument.Parse(project.Quern("cost", "--json").Succeeded()).RootElement;
        told.GetProperty("currency").GetString().ShouldBe("EUR");
        var lines = told.GetProperty("lines").EnumerateArray().ToArray();
        lines.Sum(line => line.GetProperty("share").GetDouble()).ShouldBe(1, 1e-9);
        lines.ShouldAllBe(line => line.GetProperty("money").GetDouble() >= 0);
        lines.Sum(line => line.GetProperty("storedRecords").GetDouble()).ShouldBe(lines.Sum(line => line.GetProperty("writtenRecords").GetDouble()), 1e-6);
        lines.Sum(line => line.GetProperty("storedRecords").GetDouble()).ShouldBeGreaterThan(0);
        lines.Sum(line => line.GetProperty("trainingValues").GetDouble()).ShouldBeGreaterThan(0);
        // Trained with is not read.
        told.GetProperty("unread").EnumerateArray().ShouldContain(feature => feature.GetProperty("lastTrained").ValueKind == JsonValueKind.String && feature.GetProperty("lastRead").ValueKind == JsonValueKind.Null);
        var text = project.Quern("cost", "--by", "service", "--last", "90d").Succeeded();
        text.ShouldContain("shares are of money");
        text.ShouldContain("checkout");
        text.ShouldContain("that nobody read since counting began");
        text.ShouldContain("train.csv: ");

        project.Quern("cost", "--last", "0d").ShouldComplain("QRN6392", "'0d'");
        project.Quern("cost", "--last", "91d").ShouldComplain("QRN6392");
        project.Quern("cost", "--training-set", "none.csv").ShouldComplain("QRN6021");
        project.Quern("cost", "--by", "moon").Failed().ShouldContain("moon");

        // A training set that is not what it was spoils nothing, unless it is asked for.
        project.Write("train.csv", "nonsense");
        var without = project.Quern("cost");
        without.Succeeded().ShouldContain("that nobody read");
        without.Errors.ShouldContain("train.csv");
        project.Quern("cost", "--training-set", "train.csv").Failed().ShouldContain("train.csv");

        Directory.Delete(project.PathOf(".quern/usage"), recursive: true);
        project.Write(".quern/usage", "taken");
        var run = project.Quern("materialize", "--rebuild");
        run.Succeeded();
        run.Errors.ShouldContain("QRN6390");
        project.Quern("cost").Succeeded().ShouldContain("nothing was ever counted here");
    }

    [Fact]
    public void Prices_ThatAreNone_AreToldAllAtOnce()
    {
        using var project = templates.Shop();
        project.Write("quern.json", """{ "project": "shop", "cost": { "cpuHour": -1, "gibMonth": "dear", "gibServed": 1e300, "sunshine": 1, "currency": "", "millionRecords": 2 } }""");
        var told = project.Quern("cost").ShouldComplain("QRN6391", "'cost.cpuHour'", "'cost.gibMonth'", "'cost.gibServed'", "'cost.sunshine'", "'cost.currency'");
        told.ShouldNotContain("millionRecords' is");
    }
}
