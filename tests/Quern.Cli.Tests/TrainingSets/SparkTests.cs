using System.Globalization;
using System.Text.Json.Nodes;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.TrainingSets;

/// <summary>Scripts for Spark as the command line emits them, and the processes of the kernel that they start.</summary>
public sealed class SparkTests(ProjectTemplates templates)
{
    private const string Header = "spark/train.kernel.json";

    [Fact]
    public void Processes_ReadingSortedPartitionsFromPipes_GiveTheTrainingSet()
    {
        using var project = Emitted();
        project.Read("spark/train.sql").ShouldContain("USING '${quern.kernel} kernel values --header train.kernel.json --part read-2'");
        string[] labels = ["=2024-01-02T09:00:00Z ann 5.25", "=2024-01-02T10:00:00Z ann 10", "=2024-01-02T10:00:00Z ~ 10", "=2024-01-02T10:00:00Z zoe 10"];
        var rows = labels.Select((label, i) => label.Split(' ')).Select((fields, i) => $"={i + 100}\t={Micros(fields[0][1..])}\t{(fields[1] == "~" ? "~" : "=" + fields[1])}\t={fields[2]}").ToArray();
        string[] sources = ["purchases", "profiles"];
        var values = sources.SelectMany((source, i) => Sorted(project, $"values --part read-{i + 1}", [.. Kernel(project, $"events --part read-{i + 1}", Raw(project, source, $"read-{i + 1}")), .. Kernel(project, $"rows --part read-{i + 1}", rows)]));
        string[] finished = [.. Kernel(project, "finish", [.. Kernel(project, "requests", rows).Concat(values).Order(StringComparer.Ordinal)])];

        project.Quern("training-set", "checkout", "--spine", "labels.csv", "--statuses", "--no-profile", "--out", "whole.csv").Succeeded();
        var whole = project.Read("whole.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[4..]).ToArray();
        finished.Select(line => line.Split('\t')[1..].Select(field => field.TrimStart('=').Replace("~", "", StringComparison.Ordinal))).ShouldBe(whole);
        finished.Length.ShouldBe(4);
    }

    [Fact]
    public void Header_ThatIsMissing_OrOfOtherDefinitions_AndLinesOutOfOrder_AreTold()
    {
        using var project = Emitted();
        Complain(project, "QRN6820", "'nothing.json' is not a header of the kernel", "", "--header", "nothing.json");
        Complain(project, "QRN6820", "'the first line of the input' is not a header", "02616E6E0000\t80000000000000001\tr 8000000000000005\n");
        // As the first line of the input it does as well, with the definitions in the folder at hand.
        QuernProcess.QuernFed(project.PathOf("spark"), project.Read(Header) + "02616E6E0000\t80000000000000001\tr 8000000000000005\n", "kernel", "values", "--part", "read-1").Succeeded().ShouldStartWith("8000000000000005\t10000\tv 0 ");

        var header = project.Read(Header);
        foreach (var (change, complaint) in new (Action<JsonNode>, string)[] { (node => node["quern"] = "0.0.1", "the header was made by Quern 0.0.1"), (node => node["definitions"]!["spending"] = "0", "definition 'spending' is not the one that the script was made for") })
        {
            var node = JsonNode.Parse(header)!;
            change(node);
            File.WriteAllText(project.PathOf(Header), node.ToJsonString() + "\n");
            Complain(project, "QRN6821", complaint, "", "--header", Header);
        }

        File.WriteAllText(project.PathOf(Header), header);
        Complain(project, "QRN6824", "line 2 of the input is out of order", "02626F620000\t80000000000000001\tr 8000000000000005\n02616E6E0000\t80000000000000001\tr 8000000000000006\n", "--header", Header);
        project.Append("spark/train.definitions.dll", "more");
        Complain(project, "QRN6821", "is not the file with definitions that the header names", "", "--header", Header);
        File.Delete(project.PathOf("spark/train.definitions.dll"));
        Complain(project, "QRN6820", "there is no file", "", "--header", Header);
        project.Quern("kernel", "sort").ShouldComplain("QRN6024", "sort");
    }

    [Fact]
    public void Options_ThatSayNothing_AndSourcesThatSparkCannotRead_AreTold()
    {
        using var project = templates.Shop();
        string[] emit = ["training-set", "pages", "--spine", "labels.csv", "--out", "made"];
        project.Quern([.. emit, "--engine", "spark"]).ShouldComplain("QRN6832", "--engine spark makes nothing by itself");
        project.Quern([.. emit, "--emit", "x.sql"]).ShouldComplain("QRN6832", "--emit says nothing without --engine");
        project.Quern([.. emit, "--emit", "x.sql", "--engine", "flink", "--bucket", "1/2", "--explain", "1"]).ShouldComplain("QRN6832", "there is no engine 'flink'", "--bucket says nothing with --engine spark", "--explain says nothing with --engine spark");
        project.Quern([.. emit, "--emit", "x.sql", "--engine", "spark"]).ShouldComplain("QRN6827", "source 'clicks' cannot be read by a Spark script: it is NDJSON", "error QRN6829: spine 'labels.csv' is not Parquet");
        project.Names().ShouldNotContain("x.sql");
    }

    // A project with a script and what lies beside it. The spine is Parquet: a training set of another service serves as one.
    private TestProject Emitted()
    {
        var project = templates.Shop();
        project.Quern("training-set", "pages", "--spine", "labels.csv", "--no-profile", "--out", "spine.parquet").Succeeded();
        project.Quern("training-set", "checkout", "--spine", "spine.parquet", "--statuses", "--engine", "spark", "--emit", "spark/train.sql", "--out", "made").Succeeded().ShouldContain("spark/train.sql, for Spark: spark-sql -f spark/train.sql");
        project.Names("spark").ShouldBe(["train.definitions.dll", "train.kernel.json", "train.sql"]);
        return project;
    }

    // The raw columns of a CSV file that a part wants, in the header's order.
    private static string[] Raw(TestProject project, string source, string part)
    {
        var wanted = JsonNode.Parse(project.Read(Header))!["events"]![part]!["columns"]!.AsArray().Select(column => column!["name"]!.GetValue<string>()).ToArray();
        var lines = project.Read($"data/{source}.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).ToArray();
        return [.. lines.Skip(1).Select(line => string.Join('\t', wanted.Select(column => line[Array.IndexOf(lines[0], column)]).Select(value => value.Length == 0 ? "~" : "=" + value)))];
    }

    private static string[] Sorted(TestProject project, string command, string[] lines) =>
        [.. lines.GroupBy(line => line.Split('\t')[0].Sum(letter => letter) % 2).SelectMany(partition => Kernel(project, command, [.. partition.Order(StringComparer.Ordinal)]))];

    private static string[] Kernel(TestProject project, string command, string[] lines) =>
        QuernProcess.QuernFed(project.Folder, string.Concat(lines.Select(line => line + "\n")), ["kernel", .. command.Split(' '), "--header", Header]).Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static void Complain(TestProject project, string code, string message, string input, params string[] header) =>
        QuernProcess.QuernFed(project.Folder, input, ["kernel", "values", "--part", "read-1", .. header]).ShouldComplain(code, message);

    private static string Micros(string instant) => (DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture).Subtract(DateTimeOffset.UnixEpoch).Ticks / 10).ToString(CultureInfo.InvariantCulture);
}
