using System.Text.Json;
using Quern.Cli.Tests.Projects;
using Quern.Cli.Tests.Streams;
using Quern.Embedded;
using Quern.Values;

namespace Quern.Cli.Tests.Serving;

/// <summary>A store in this process beside commands in others.</summary>
public sealed class EmbeddedStoreTests(ProjectTemplates templates)
{
    private static readonly DateTimeOffset Now = new(2001, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Vectors_OfTheFlights_AreThoseOfTheServer_ToTheBit()
    {
        using var project = templates.Flights();
        project.Quern("materialize", "--to", "2001-02-01T00:00:00Z").Succeeded();
        using var store = QuernStore.Open(project.Folder, new() { Time = new Stopped(), RefreshEvery = Timeout.InfiniteTimeSpan });
        var service = store.Service("late_flight");
        var before = service.Read(("origin", "ORD"), ("destination", "SFO"));
        project.Quern("materialize", "--to", "2001-03-01T00:00:00Z").Succeeded();
        using var server = ServedProject.Start(project, "--clock", "2001-03-01T00:00:00Z");
        foreach (var (origin, destination) in new[] { ("ORD", "SFO"), ("LAX", "JFK"), ("ANC", "ATL"), ("XXX", "SFO") })
        {
            var vector = service.Read(("origin", origin), ("destination", destination));
            var answer = await server.AskAsync($$$"""{"feature_service":"late_flight","entities":{"origin":["{{{origin}}}"],"destination":["{{{destination}}}"]}}""");
            answer.GetProperty("metadata").GetProperty("feature_names").EnumerateArray().Skip(2).Select(name => name.GetString()).ShouldBe(vector.Names);
            var columns = answer.GetProperty("results").EnumerateArray().Skip(2).ToArray();
            for (var i = 0; i < columns.Length; i++) Shown(vector[i]).ShouldBe(Shown(columns[i].GetProperty("values")[0], vector[i]), vector.Names[i]);
        }

        service.Read(("origin", "ORD"), ("destination", "SFO")).Int64("departures_7d").ShouldNotBe(before.Int64("departures_7d"));
    }

    [Fact]
    public void Version_ThatIsApplied_IsPickedUp_WhileReadsGoOn()
    {
        using var project = templates.Shop();
        project.Quern("materialize", "--to", "2024-01-02T12:00:00Z").Succeeded();
        using var store = QuernStore.Open(project.Folder, new() { RefreshEvery = TimeSpan.FromMilliseconds(20) });
        var service = store.Service("lenient");
        service.Features.ShouldBe(["spent_lifetime", "purchases_lifetime"]);
        project.Replace("Shop.cs", "Service(LenientSpending)", "Service(LenientSpending.Only(\"spent_lifetime\"))");
        project.Quern("apply", "--allow-breaking", "lenient").Succeeded();
        while (store.Version == 1) service.Read(("customer", "ann")).Double("spent_lifetime").ShouldBe(30.5);
        service.Features.ShouldBe(["spent_lifetime"]);
        service.Read(("customer", "ann")).Double("spent_lifetime").ShouldBe(30.5);
    }

    private static string Shown(Value value) =>
        value.IsNull ? "null"
        : value.Type.Shape != DataShape.Scalar ? $"[{string.Join(",", value.AsList().Select(Shown))}]"
        : value.Type.Kind == ValueKind.String ? value.AsText()
        : $"{value.Bits}";

    private static string Shown(JsonElement json, Value like) => json.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.Array => $"[{string.Join(",", json.EnumerateArray().Zip(like.AsList(), Shown))}]",
        JsonValueKind.String => json.GetString()!,
        _ when like.Type.Kind is ValueKind.Float32 or ValueKind.Float64 => $"{BitConverter.DoubleToInt64Bits(json.GetDouble())}",
        _ => $"{json.GetInt64()}",
    };

    private sealed class Stopped : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
