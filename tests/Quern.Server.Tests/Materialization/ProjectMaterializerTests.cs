using Quern.Engine.PointInTime;
using Quern.Engine.Streams;
using Quern.Server.Projects;
using Quern.Server.Tests.Streams;
using Quern.Stores.Projects;
using Quern.Stores.Sources;

namespace Quern.Server.Tests.Materialization;

/// <summary>A project with files and a stream, whose server materializes while it serves and takes events.</summary>
public sealed class ProjectMaterializerTests
{
    [Fact]
    public async Task ServerThatTakesEvents_MaterializesFiles_AndServesBoth()
    {
        var folder = Directory.CreateTempSubdirectory("quern-materialize-");
        await WriteAsync(folder, "2024-05-01T10:00:00Z,ann,1,north", "2024-05-01T11:30:00Z,bob,8,south");
        await using var server = await StartAsync(folder);
        await server.PushAsync("""{"at":"2024-05-01T11:45:00Z","customer":"ann","amount":4,"shop":"west"}""");
        (await server.Client.AskAsync("/materialize-incremental", """{"end_ts":"2024-05-01T12:00:00Z"}""")).ShouldBe((200, "null"));
        (await server.CheckoutAsync("ann")).ShouldBe("[4.0] [1] [5.0] [2] [\"west\"] [4.0]");
        (await server.CheckoutAsync("bob")).ShouldBe("[8.0] [1] [8.0] [1] [\"south\"] [8.0]");

        // What comes later is seen too, and what has been added to the files once it is materialized.
        await server.PushAsync("""{"at":"2024-05-01T11:50:00Z","customer":"bob","amount":1}""");
        await WriteAsync(folder, "2024-05-01T10:00:00Z,ann,1,north", "2024-05-01T11:30:00Z,bob,8,south", "2024-05-01T11:40:00Z,ann,2,east");
        (await server.Client.AskAsync("/materialize", """{"start_ts":"2024-04-01","end_ts":"2024-05-01T12:00:00Z","feature_views":["spending"]}""")).ShouldBe((200, "null"));
        (await server.CheckoutAsync("ann")).ShouldBe("[6.0] [2] [7.0] [3] [\"west\"] [4.0]");
        (await server.CheckoutAsync("bob")).ShouldBe("[9.0] [2] [9.0] [2] [null] [1.0]");
    }

    [Fact]
    public async Task WhatCameOfStreams_IsWrittenBetweenTheViews()
    {
        var folder = Directory.CreateTempSubdirectory("quern-materialize-");
        await WriteAsync(folder, "2024-05-01T10:00:00Z,ann,1,north");
        await using var server = await StartAsync(folder, new() { CheckpointEvery = TimeSpan.FromHours(1) });
        await server.PushAsync("""{"at":"2024-05-01T11:45:00Z","customer":"ann","amount":4,"shop":"west"}""");
        (await server.LagAsync()).ShouldBe(1);
        (await server.Client.AskAsync("/materialize-incremental", """{"end_ts":"2024-05-01T12:00:00Z"}""")).ShouldBe((200, "null"));
        (await server.LagAsync()).ShouldBe(0);
        (await server.CheckoutAsync("ann")).ShouldBe("[4.0] [1] [5.0] [2] [\"west\"] [4.0]");
    }

    [Fact]
    public async Task RowThatCannotBeRead_IsTold_AndIsNoFaultOfTheServer()
    {
        var folder = Directory.CreateTempSubdirectory("quern-materialize-");
        await WriteAsync(folder, "2024-05-01T10:00:00Z,ann,much,north");
        await using var server = await StartAsync(folder);
        var (status, text) = await server.Client.AskAsync("/materialize-incremental", """{"end_ts":"2024-05-01T12:00:00Z","feature_views":["spending"]}""");
        (status, text.Contains("QRN3010", StringComparison.Ordinal)).ShouldBe((409, true), text);
    }

    private static Task<StreamServer> StartAsync(DirectoryInfo folder, StreamLimits? limits = null) => StreamServer.StartAsync(
        ShopFeatures.InFiles, limits: limits, folder: folder.FullName, materializer: (place, online) => new ProjectMaterializer(
            () => new(new ProjectFolder(place), new DuckResources { Threads = 1, TempFolder = place }), online, new HistoryLimits(1, 64 << 20), Path.Combine(place, "aside.ndjson")));

    private static Task WriteAsync(DirectoryInfo folder, params string[] rows) =>
        File.WriteAllTextAsync(Path.Combine(folder.FullName, "sales.csv"), "at,customer,amount,shop\n" + string.Join("\n", rows) + "\n", TestContext.Current.CancellationToken);
}
