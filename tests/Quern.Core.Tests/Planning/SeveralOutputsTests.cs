using Quern.Planning.Snapshots;

namespace Quern.Planning.Tests;

public sealed class SeveralOutputsTests
{
    private static readonly RepositoryPlan Plan = ServicePlannerTests.PlanOf(new Rides());
    private static readonly RepositorySnapshot Snapshot = SnapshotWriter.Of(Plan);

    [Fact]
    public void Service_ReturnsEachOutputUnderItsOwnName() =>
        Plan.Services["all"].Outputs.Select(output => $"{output.Name} {output.FullName} {output.Type} {output.Input.Read}.{output.Input.Index}").ShouldBe(
        ["surge surge float64 0.0", "is_high is_high boolean 0.1", "word word string 0.2", "doubled doubled float64 1.0"]);

    [Fact]
    public void Method_IsThereOnce_HoweverManyOfItsFeaturesAreAskedFor()
    {
        Plan.Services["all"].OnDemand.Select(method => method.Definition.Name).ShouldBe(["prices", "doubled"]);
        Plan.Services["all"].OnDemand[1].Inputs.ShouldBe([new OnDemandInput(InputKind.OnDemand, 0, 0), new OnDemandInput(InputKind.OnDemand, 0, 1)]);
    }

    [Fact]
    public void Only_ReturnsSome_AndAnotherMethodMayNeedTheRest()
    {
        var service = Plan.Services["some"];
        service.Outputs.Select(output => output.Name).ShouldBe(["word", "doubled"]);
        service.OnDemand.Select(method => method.Definition.Name).ShouldBe(["prices", "doubled"]);
    }

    [Fact]
    public void Reference_IsAnOutputsName_NotTheMethods()
    {
        var planner = new ServicePlanner(Plan);
        var (plan, findings) = planner.Plan(["is_high", "doubled", "surge"], fullNames: false);
        findings.ShouldBeEmpty();
        plan!.Outputs.Select(output => output.Name).ShouldBe(["is_high", "doubled", "surge"]);
        plan.OnDemand.Count.ShouldBe(2);
        planner.Plan(["prices"], fullNames: false).Findings.ShouldHaveSingleItem().ToString().ShouldBe(
            """
            error QRN1030: reference 'prices' names no feature
              'prices' is an on-demand method that gives 3 features, each of a name of its own.
              hint: name one of them: surge, is_high, word.
            """);
    }

    [Fact]
    public void WrongOutputs_AreAllFoundAtOnce()
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new WrongRides()), new PlanOptions());
        plan.ShouldBeNull();
        findings.Select(finding => $"{finding.Code} {finding.Message}{(finding.Code == "QRN1023" ? $": {finding.Hint}" : "")}").ShouldBe(
        [
            "QRN1048 on-demand feature 'nameless': element 1 of what it gives has no name",
            "QRN1048 on-demand feature 'nameless': element 2 of what it gives has no name",
            "QRN1011 on-demand feature 'late' is defined more than once",
            "QRN1011 on-demand feature 'left' is defined more than once",
            "QRN1010 on-demand feature 'a__b': the name is not lower snake case",
            "QRN1023 service 'typo': on-demand method 'WrongRides.Around' gives no feature 'lefd': did you mean 'left'?",
            "QRN1027 on-demand features need each other: around -> back -> around",
            "QRN1028 on-demand feature 'wrong_type': parameter 'left' is string, but on-demand feature 'left' is float64",
            "QRN1025 on-demand feature 'unknown': parameter 'around' names no feature",
        ], ignoreOrder: true);
        var unknown = findings.Single(finding => finding.Code == "QRN1025");
        unknown.Detail.ShouldBe("'around' is an on-demand method that gives 2 features, each of a name of its own.");
        unknown.Hint.ShouldBe("name one of them: left, right. A field of the request is marked [Request].");
    }

    [Fact]
    public void Parameter_ThatTwoViewsHave_IsAmbiguousForAMethodOfSeveral()
    {
        var (_, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new Ambiguous()), new PlanOptions());
        findings.ShouldHaveSingleItem().Message.ShouldBe("on-demand feature 'both': parameter 'fare_1h' could be one:fare_1h or two:fare_1h");
    }

    [Fact]
    public void Snapshot_TellsTheOutputs_AndOfAMethodOfOneWhatItAlwaysTold()
    {
        var json = SnapshotJson.Write(Snapshot);
        json.ShouldContain(
            """
                {
                  "name": "doubled",
                  "type": "float64",
                  "parameters": [
                    "surge float64?",
                    "is_high boolean?"
                  ]
                },
                {
                  "name": "fixed",
                  "type": "int64",
                  "parameters": []
                },
                {
                  "name": "prices",
                  "parameters": [
                    "fare_1h float64?",
                    "demand float64? from request"
                  ],
                  "outputs": [
                    {
                      "name": "surge",
                      "type": "float64"
                    },
            """);
        SnapshotJson.Write(SnapshotJson.Read(json)).ShouldBe(json);
        RegistryDiff.Compare(SnapshotJson.Read(json), Snapshot, new HashSet<string>()).IsEmpty.ShouldBeTrue();
        Snapshot.Services.Single(service => service.Name == "all").Columns.Select(column => column.From).ShouldBe(["surge", "is_high", "word", "doubled"]);
    }

    [Fact]
    public void NewOutput_BreaksNobody()
    {
        var plan = RegistryDiff.Compare(Snapshot, WithOutputs(outputs => [.. outputs, new("more", "int64")]), new HashSet<string>());
        plan.Findings.ShouldBeEmpty();
        var change = plan.Changes.ShouldHaveSingleItem();
        (change.Thing, change.Name, change.Summary).ShouldBe(("on-demand", "prices", "surge, is_high, word, more from fare_1h, demand"));
        change.Details.ShouldBe(["outputs: + more"]);
        change.Consequences.ShouldBe(["changes services all, some"]);
    }

    [Fact]
    public void OutputThatGoes_IsRefusedWhileAServiceReturnedIt()
    {
        var after = WithOutputs(outputs => [.. outputs.Skip(1)]);
        RegistryDiff.Compare(Snapshot, after, new HashSet<string>()).Findings.ShouldHaveSingleItem().ToString().ShouldBe(
            """
            error QRN2002: on-demand feature 'surge' would be removed, and service 'all' returns it
              hint: keep it until nobody asks for it, or allow it by --allow-breaking prices
            """);
        RegistryDiff.Compare(Snapshot, after, new HashSet<string> { "prices" }).Findings.ShouldBeEmpty();
        RegistryDiff.Compare(Snapshot, after, new HashSet<string> { "surge" }).Findings.ShouldBeEmpty();
        var unread = Snapshot with { Services = [] };
        RegistryDiff.Compare(unread, after with { Services = [] }, new HashSet<string>()).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void OutputOfAnotherType_IsRefusedWhileAServiceReturnedIt()
    {
        var after = WithOutputs(outputs => [outputs[0] with { Type = "int64" }, .. outputs.Skip(1)]);
        var plan = RegistryDiff.Compare(Snapshot, after, new HashSet<string>());
        plan.Findings.ShouldHaveSingleItem().Message.ShouldBe("on-demand feature 'surge' would be int64 instead of float64, and service 'all' returns it");
        plan.Changes.ShouldHaveSingleItem().Details.ShouldBe(["outputs: ~ surge", "  type: float64 -> int64"]);
    }

    [Fact]
    public void OutputThatAnotherMethodGives_IsNotGone()
    {
        var surge = Snapshot.OnDemand.Single(entry => entry.Name == "doubled") with { Name = "surge" };
        var after = WithOutputs(outputs => [.. outputs.Skip(1)]);
        RegistryDiff.Compare(Snapshot, after with { OnDemand = [.. after.OnDemand, surge] }, new HashSet<string>()).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Lineage_NamesTheOutputsThatAreTaken()
    {
        var lineage = Lineage.Of(Plan);
        lineage.Edges.Select(edge => $"{edge.From.Kind} {edge.From.Name} -> {edge.To.Name} {edge.Feature}".TrimEnd()).ShouldBe(
        [
            "Source trips -> one",
            "View one -> prices fare_1h", "Request demand -> prices", "OnDemand prices -> doubled surge", "OnDemand prices -> doubled is_high",
            "OnDemand prices -> all surge", "OnDemand prices -> all is_high", "OnDemand prices -> all word", "OnDemand doubled -> all",
            "OnDemand prices -> some word", "OnDemand doubled -> some", "View one -> none",
            "OnDemand prices -> unused word",
        ]);
        lineage.Nodes.Select(node => node.Name).ShouldBe(["trips", "spare", "one", "demand", "prices", "doubled", "unused", "fixed", "all", "some", "none"], ignoreOrder: true);
    }

    [Fact]
    public void Lineage_OfAService_HasOnlyWhatItReads()
    {
        var lineage = Lineage.Of(Plan.Services["none"]);
        lineage.Nodes.Select(node => node.Name).ShouldBe(["trips", "one", "none"]);
        lineage.Edges.Count.ShouldBe(2);
    }

    private static RepositorySnapshot WithOutputs(Func<IReadOnlyList<OnDemandOutputEntry>, IReadOnlyList<OnDemandOutputEntry>> change) =>
        Snapshot with { OnDemand = [.. Snapshot.OnDemand.Select(entry => entry.Outputs is { } outputs ? entry with { Outputs = change(outputs) } : entry)] };

    private sealed class Rides : FeatureRepository
    {
        public Entity Place => Entity("place");

        public Source<Trip> Trips => Parquet<Trip>("trips.parquet", source => source.EventTime(t => t.At));

        public Source<Trip> Spare => Parquet<Trip>("spare.parquet", source => source.EventTime(t => t.At));

        public FeatureView One => Trips.By(Place, t => t.Place).Windows("1h").Aggregate(w => new { Fare = w.Mean(t => t.Fare) });

        [OnDemand] public static (double? Surge, bool? IsHigh, string? Word)? Prices(double? fare_1h, [Request] double? demand) => fare_1h is null ? null : (fare_1h * demand, demand > 2, "x");

        [OnDemand] public static double? Doubled(double? surge, bool? is_high) => is_high == true ? surge * 2 : surge;

        [OnDemand] public static string? Unused(string? word) => word;

        [OnDemand] public static long Fixed() => 1;

        public FeatureService All => Service(OnDemand(Prices), OnDemand(Doubled));

        public FeatureService Some => Service(OnDemand(Prices).Only("word"), OnDemand(Doubled));

        public FeatureService None => Service(One);
    }

    private sealed class WrongRides : FeatureRepository
    {
        [OnDemand] public static (double, long)? Nameless() => null;

        [OnDemand] public static (double Late, double late) Twice() => default;

        [OnDemand] public static (double Left, double Right) Around(double? back) => default;

        [OnDemand] public static double? Back(double? right) => right;

        [OnDemand] public static double? Left() => 1;

        [OnDemand] public static (double A__B, double C) Badly() => default;

        [OnDemand] public static double? WrongType(string? left) => left?.Length;

        [OnDemand] public static double? Unknown(double? around) => around;

        public FeatureService Typo => Service(OnDemand(Around).Only("lefd", "right"));
    }

    private sealed class Ambiguous : FeatureRepository
    {
        public Entity Place => Entity("place");

        public Source<Trip> Trips => Parquet<Trip>("trips.parquet", source => source.EventTime(t => t.At));

        public FeatureView One => Trips.By(Place, t => t.Place).Windows("1h").Aggregate(w => new { Fare = w.Mean(t => t.Fare) });

        public FeatureView Two => Trips.By(Place, t => t.Place).Windows("1h").Aggregate(w => new { Fare = w.Max(t => t.Fare) });

        [OnDemand] public static (double? Low, double? High) Both(double? fare_1h) => (fare_1h, fare_1h);
    }

    internal sealed record Trip
    {
        public DateTimeOffset At { get; init; }
        public string Place { get; init; } = "";
        public double Fare { get; init; }
    }
}
