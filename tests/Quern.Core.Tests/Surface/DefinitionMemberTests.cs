namespace Quern.Surface.Tests;

public sealed class DefinitionMemberTests
{
    [Theory]
    [InlineData("entity", "thing", "Thing")]
    [InlineData("source", "rows", "Rows")]
    [InlineData("view", "latest", "Latest")]
    [InlineData("view", "latest@2", "Second")]
    [InlineData("view", "hidden", "Both")]
    [InlineData("on-demand", "twice", "Twice")]
    [InlineData("service", "both", "Both")]
    public void Definition_ComesFrom_ThePropertyThatHasItsName_ElseThatHasIt_ElseThroughWhichItIsFound(string thing, string name, string member) =>
        RepositoryReader.Read(new Members()).Members.Single(candidate => candidate.Thing == thing && candidate.Name == name).Member.Name.ShouldBe(member);

    public sealed record Row(DateTimeOffset At, string Id, double Value);

    public sealed class Members : FeatureRepository
    {
        public FeatureService Both => Service(Latest, OnDemand(Twice), Rows.By(Thing, row => row.Id).Latest(row => new { row.At }, name: "hidden"));

        public FeatureView Alias => Latest;

        public FeatureView Latest => Rows.By(Thing, row => row.Id).Latest(row => new { row.Value });

        public FeatureView Second => Latest.Version(2);

        public Source<Row> Rows => Stream<Row>(source => source.EventTime(row => row.At));

        public Entity Thing => Entity("thing");

        [OnDemand]
        public static double? Twice(double? value) => value * 2;
    }
}
