using Quern.Stores.TrainingSets;

namespace Quern.Cli.Tests.Projects;

/// <summary>Fifteen features for each airport, over as many flights as a test puts under <c>data</c>.</summary>
internal static class AirportFiles
{
    public static void Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "quern.json"), """{ "project": "airports" }""");
        File.WriteAllText(Path.Combine(folder, "Airports.csproj"), ShopFiles.Project);
        File.WriteAllText(Path.Combine(folder, "Airports.cs"), ShopFiles.Definitions("Airports"));
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        WriteParquet(Path.Combine(folder, "data", "flights.parquet"), Flights(0, 10));
    }

    /// <summary>A query for generated flights of 400 airports, one every fifth of a second from 2000 on.</summary>
    public static string Flights(long first, long count) => $"""
        SELECT TIMESTAMP '2000-01-01' + to_milliseconds(i * 200) AS date, (hash(i) % 200)::BIGINT - 40 AS delay, 'A' || (hash(i + 7) % 400)::VARCHAR AS origin
        FROM range({first}, {first + count}) AS r(i)
        """;

    public static void WriteParquet(string path, string query)
    {
        var folder = Path.GetDirectoryName(path)!;
        using var rows = DuckSpine.Query(query, folder);
        using var output = new DuckTrainingSetOutput(rows, path, folder);
        output.Write(0, (int)rows.Count(default), [], default);
        output.Finish(default);
    }
}
