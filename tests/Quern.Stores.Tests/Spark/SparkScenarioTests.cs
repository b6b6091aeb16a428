using System.Globalization;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Stores.DuckDb;
using Quern.Stores.Sources;
using Quern.Stores.Spark;
using Quern.Stores.TrainingSets;
using Quern.Testing.Tests.Scenarios;

namespace Quern.Stores.Tests.Spark;

/// <summary>Every file of spec/scenarios, emitted as a script and carried out with the kernel, gives the training set.</summary>
public sealed class SparkScenarioTests
{
    public static TheoryData<string> Names => [.. ScenarioFiles.Names];

    [Theory, MemberData(nameof(Names))]
    public void Script_OfAScenario_GivesTheTrainingSet_InAnyNumberOfPartitions(string name)
    {
        using var scenario = new ScenarioFolder(name);
        using var reader = new DuckSourceReader(scenario.Folder);
        var number = 0;
        foreach (var (spine, features, asKnown) in scenario.Questions())
        {
            var service = new ServicePlanner(scenario.Plan).Plan(features, fullNames: true).Plan!;
            // Views may have features of one name.
            service = service with { Outputs = [.. service.Outputs.Select(output => output with { Name = output.FullName })] };
            var order = new TrainingSetOrder { Features = features, Spine = spine, Out = $"whole-{number}.parquet", AsKnown = asKnown, Statuses = true, OnBadRow = BadRowPolicy.Fail };
            new TrainingSetMaker(reader, new HistoryLimits(1, 1 << 28), 1, scenario.Folder).Make(order, service, Path.Combine(scenario.Folder, "bad"), null, TestContext.Current.CancellationToken);
            var script = Path.Combine(scenario.Folder, $"script-{number}", "train.sql");
            new SparkForm(reader, scenario.Folder, scenario.Folder).Write(order with { Out = $"out-{number}" }, service, 1, [1], script);
            using var spark = new SparkStandIn(Directory.CreateDirectory(Path.Combine(scenario.Folder, $"files-{number}")).FullName, KernelCommands.InProcess(service), 1, 2, 7);
            spark.Run(File.ReadAllText(script));
            Same(spark.Connection, Path.Combine(scenario.Folder, order.Out), Path.Combine(scenario.Folder, $"out-{number}", "*.parquet")).ShouldBe("", $"{name}, {string.Join(' ', features)}");
            number++;
        }

        number.ShouldBeGreaterThan(0);
    }

    /// <summary>The columns in which two files differ, with a row's value in each; nothing where they hold the same rows, names and types. Values are compared in the fewest digits that give their bits.</summary>
    /// <remarks>But for the signs of zeros and NaNs: DuckDB takes 0.0 and -0.0 for one entry of a Parquet file's dictionary, and writes whichever came first. Laws over the kernel's own lines compare those too.</remarks>
    internal static string Same(DuckConnection connection, string whole, string made)
    {
        string From(string file) => $"read_parquet({DuckSql.Literal(file)})";
        DuckField[] Columns(string file)
        {
            using var statement = connection.Prepare($"SELECT * FROM {From(file)}");
            return [.. statement.DescribeColumns()];
        }

        var columns = Columns(whole);
        if (!columns.SequenceEqual(Columns(made))) return $"{string.Join(", ", Columns(made).ToList())} is not {string.Join(", ", columns.ToList())}";
        const string Bits = "regexp_replace({0}::VARCHAR, '-(0\\.0|nan)([^0-9]|$)', '\\1\\2', 'g')";
        string Rows(string file) => $"SELECT {string.Join(", ", columns.Select(column => string.Format(CultureInfo.InvariantCulture, Bits, DuckSql.Identifier(column.Name))))} FROM {From(file)}";
        if (Text(connection, $"(({Rows(whole)}) EXCEPT ALL ({Rows(made)})) UNION ALL (({Rows(made)}) EXCEPT ALL ({Rows(whole)}))").Length == 0) return "";
        // The first column tells rows apart.
        string Values(string file, DuckField column) => $"SELECT {DuckSql.Identifier(columns[0].Name)}::VARCHAR AS id, {string.Format(CultureInfo.InvariantCulture, Bits, DuckSql.Identifier(column.Name))} AS value FROM {From(file)}";
        return string.Concat(columns.Select(column => (column.Name, Missing: Text(connection, $"({Values(whole, column)}) EXCEPT ALL ({Values(made, column)})"), More: Text(connection, $"({Values(made, column)}) EXCEPT ALL ({Values(whole, column)})")))
            .Where(found => found.Missing.Length + found.More.Length > 0).Select(found => $"{found.Name}: {found.More} is not {found.Missing}\n"));
    }

    private static string Text(DuckConnection connection, string query)
    {
        using var reader = connection.Query($"SELECT rows::VARCHAR FROM ({query}) AS rows LIMIT 1");
        return reader.Read() && reader.Chunk.Count > 0 ? System.Text.Encoding.UTF8.GetString(reader.Chunk[0].Text(0)) : "";
    }
}
