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

    /// <summary>A row that one of two files has and the other has not, all values in the fewest digits that give their bits; nothing where they are equal. Types and names are equal too.</summary>
    internal static string Same(DuckConnection connection, string whole, string made)
    {
        string Rows(string file) => $"SELECT COLUMNS(*)::VARCHAR FROM read_parquet({DuckSql.Literal(file)})";
        string Types(string file)
        {
            using var statement = connection.Prepare($"SELECT * FROM read_parquet({DuckSql.Literal(file)})");
            return string.Join(", ", statement.DescribeColumns().Select(column => $"{column.Name} {column.Type}"));
        }

        if (Types(whole) != Types(made)) return $"{Types(made)} is not {Types(whole)}";
        var first = $"SELECT * FROM (({Rows(whole)}) EXCEPT ALL ({Rows(made)})) LIMIT 1";
        var second = $"SELECT * FROM (({Rows(made)}) EXCEPT ALL ({Rows(whole)})) LIMIT 1";
        return string.Concat(new[] { first, second }.Select(query => Text(connection, query)));
    }

    private static string Text(DuckConnection connection, string query)
    {
        using var reader = connection.Query($"SELECT rows::VARCHAR FROM ({query}) AS rows");
        return reader.Read() && reader.Chunk.Count > 0 ? System.Text.Encoding.UTF8.GetString(reader.Chunk[0].Text(0)) + "\n" : "";
    }
}
