using Quern.Cli.Tests.Projects;
using Quern.Schema;
using Quern.Stores.Delta;
using Quern.Time;
using Quern.Values;

namespace Quern.Cli.Tests.Output;

/// <summary>The shop, its purchases in a Delta table.</summary>
public sealed class DeltaTests(ProjectTemplates templates)
{
    private static readonly string[] Train = ["training-set", "checkout", "--spine", "labels.csv", "--out", "train.csv"];

    private static readonly RowSchema Purchases = new(
        "Purchase",
        [new("at", "At", ValueKind.Timestamp, false), new("customer", "Customer", ValueKind.String, true), new("amount", "Amount", ValueKind.Float64, false), new("items", "Items", ValueKind.Int64, false)]);

    [Fact]
    public void Source_GivesWhatTheSameRowsInAFileGive_AndItsManifestReadsTheSameVersionAgain()
    {
        using var project = templates.Shop();
        project.Quern(Train).Succeeded();
        var fromFile = project.Bytes("train.csv");
        MoveToDelta(project);
        project.Quern("plan").Succeeded().ShouldContain("delta data/purchases");
        project.Quern("apply").Succeeded();
        project.Quern(Train).Succeeded();
        project.Bytes("train.csv").ShouldBe(fromFile);
        project.Read("train.csv.manifest.json").ShouldContain("\"sourceVersions\": {\n    \"purchases\": 2\n  }");

        // The table goes on; the training set does not.
        Append(project, ("2024-01-01T13:00:00Z", "ann", 1, 1));
        using (var table = Open(project)) table.Compact(TestContext.Current.CancellationToken).FilesBefore.ShouldBe(3);
        File.Delete(project.PathOf("train.csv"));
        project.Quern("training-set", "--manifest", "train.csv.manifest.json").Succeeded().ShouldContain("the same bytes as before");
        project.Bytes("train.csv").ShouldBe(fromFile);
        project.Quern(Train).Succeeded();
        project.Bytes("train.csv").ShouldNotBe(fromFile);
        project.Read("train.csv.manifest.json").ShouldContain("\"purchases\": 4");

        project.Replace("Shop.cs", "Delta<Purchase>(\"data/purchases\", source => source", "Delta<Purchase>(\"data/purchases\", source => source.AtVersion(2)");
        project.Quern("plan").Succeeded().ShouldContain("version: none -> 2");
        project.Quern("apply").Succeeded();
        project.Quern(Train).Succeeded();
        project.Bytes("train.csv").ShouldBe(fromFile);
    }

    [Fact]
    public void Table_ThatCannotBeRead_IsNamedByEveryCommandThatReadsIt()
    {
        using var project = templates.Shop();
        MoveToDelta(project);
        project.Quern("apply").Succeeded();
        foreach (var file in Directory.EnumerateFiles(project.PathOf("data/purchases"), "*.parquet")) File.Delete(file);
        foreach (var command in new string[][] { ["plan"], Train, ["materialize"] }) project.Quern(command).ShouldComplain("QRN3038", "source 'purchases': 2 data files of the table's version 2 are missing");
        File.WriteAllText(project.PathOf($"data/purchases/_delta_log/{3:D20}.json"), """{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["variantType"],"writerFeatures":["variantType"]}}""");
        project.Quern("plan").ShouldComplain("QRN3035", "source 'purchases' cannot be read: the table needs 'variantType'");
        project.Replace("Shop.cs", "source.EventTime(p => p.At)", "source.AtVersion(9).EventTime(p => p.At)");
        project.Quern("plan").ShouldComplain("QRN3036", "source 'purchases': the table has no version 9");
        Directory.Delete(project.PathOf("data/purchases"), recursive: true);
        project.Quern("status").Succeeded().ShouldContain("QRN3034: source 'purchases'");
    }

    private static void MoveToDelta(TestProject project)
    {
        File.Delete(project.PathOf("data/purchases.csv"));
        project.Replace("Shop.cs", "Csv<Purchase>(\"data/purchases.csv\"", "Delta<Purchase>(\"data/purchases\"");
        Append(project, ("2024-01-01T10:00:00Z", "ann", 10.5, 2), ("2024-01-01T12:00:00Z", "bob", 4, 1));
        Append(project, ("2024-01-02T09:00:00Z", "ann", 20, 3), ("2024-01-02T09:00:00Z", null, 99, 1));
    }

    private static DeltaTable Open(TestProject project) => DeltaTable.OpenOrCreate(project.PathOf("data/purchases"), new(Purchases) { TimeColumn = "at" }, TimeProvider.System);

    private static void Append(TestProject project, params (string At, string? Customer, double Amount, long Items)[] rows)
    {
        var batch = new EventBatch(Purchases, [0, 1, 2, 3]) { Count = rows.Length };
        foreach (var (at, customer, amount, items) in rows)
        {
            Instant.TryParse(at, out var time).ShouldBeTrue();
            ((Int64Column)batch[0]).Append(time.Microseconds);
            if (customer is null) batch[1].AppendNull();
            else ((TextColumn)batch[1]).Append(System.Text.Encoding.UTF8.GetBytes(customer));
            ((Float64Column)batch[2]).Append(amount);
            ((Int64Column)batch[3]).Append(items);
        }

        using var table = Open(project);
        using var appender = table.BeginAppend();
        appender.Add(batch, TestContext.Current.CancellationToken);
        appender.Commit(null, TestContext.Current.CancellationToken);
    }
}
