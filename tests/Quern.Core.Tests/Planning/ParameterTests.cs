namespace Quern.Planning.Tests;

/// <summary>What a parameter of an on-demand method is, where several features have its name.</summary>
public sealed class ParameterTests
{
    private static readonly RepositoryPlan Plan = ServicePlannerTests.PlanOf(new Taxis());

    [Theory]
    [InlineData("a_column", "one:fare_1h")]
    [InlineData("a_column_beside_an_output", "one:fare_1h")]
    [InlineData("an_output_before_what_is_not_returned", "fares")]
    [InlineData("an_output_before_two_that_are_not_returned", "fares")]
    [InlineData("what_is_read_before_the_project", "two:fare_1h")]
    [InlineData("the_project", "fares")]
    public void Parameter_IsTheFirstThatItCanBe(string service, string expected)
    {
        var plan = Plan.Services[service];
        var input = plan.OnDemand.Single(method => method.Definition.Name == "doubled").Inputs.Single();
        var found = input.Kind == InputKind.OnDemand
            ? plan.OnDemand[input.Read].Definition.Name
            : $"{plan.Reads[input.Read].View.Reference}:{plan.Reads[input.Read].View.Features[plan.Reads[input.Read].Features[input.Index]].Name}";
        found.ShouldBe(expected);
    }

    private sealed class Taxis : FeatureRepository
    {
        public Entity Place => Entity("place");

        public Source<SeveralOutputsTests.Trip> Trips => Parquet<SeveralOutputsTests.Trip>("trips.parquet", source => source.EventTime(t => t.At));

        public FeatureView One => Trips.By(Place, t => t.Place).Windows("1h").Aggregate(w => new { Fare = w.Mean(t => t.Fare), Trips = w.Count() });

        public FeatureView Two => Trips.By(Place, t => t.Place).Windows("1h").Aggregate(w => new { Fare = w.Max(t => t.Fare), Most = w.Max(t => t.Fare) });

        public FeatureView Three => Trips.By(Place, t => t.Place).Windows("1h").Aggregate(w => new { Least = w.Min(t => t.Fare) });

        [OnDemand] public static (double? Fare_1h, double? Other) Fares() => (1, 2);

        [OnDemand] public static double? Doubled(double? fare_1h) => fare_1h * 2;

        public FeatureService AColumn => Service(One.Only("fare_1h"), Two.Only("most_1h"), OnDemand(Doubled));

        public FeatureService AColumnBesideAnOutput => Service(One.Only("fare_1h"), OnDemand(Fares).Only("other"), OnDemand(Doubled));

        public FeatureService AnOutputBeforeWhatIsNotReturned => Service(One.Only("trips_1h"), OnDemand(Fares), OnDemand(Doubled));

        public FeatureService AnOutputBeforeTwoThatAreNotReturned => Service(One.Only("trips_1h"), Two.Only("most_1h"), OnDemand(Fares).Only("other"), OnDemand(Doubled));

        public FeatureService WhatIsReadBeforeTheProject => Service(Two.Only("most_1h"), OnDemand(Doubled));

        public FeatureService TheProject => Service(Three, OnDemand(Doubled));
    }
}
