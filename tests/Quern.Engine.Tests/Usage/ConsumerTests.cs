using Quern.Engine.Usage;

namespace Quern.Engine.Tests.Usage;

public sealed class ConsumerTests
{
    [Theory]
    [InlineData("checkout", "checkout")]
    [InlineData(" fraud/model-3@eu ", "fraud/model-3@eu")]
    [InlineData("a b\tc\nd", "a_b_c_d")]
    [InlineData("naïve", "na_ve")]
    [InlineData("(other)", "_other_")]
    [InlineData("a,b%20", "a_b_20")]
    [InlineData("", "(unnamed)")]
    [InlineData(" \t ", "(unnamed)")]
    public void Names_KeepWhatIsPlain(string said, string counted) => ConsumerNames.Clean(said).ShouldBe(counted);

    [Fact]
    public void Names_AreCut()
    {
        ConsumerNames.Clean(new string('x', 1 << 20)).ShouldBe(new string('x', 64));
        ConsumerNames.OfAgent(new string('\u00e9', 1 << 20)).ShouldBe(new string('_', 64));
    }

    [Theory]
    [InlineData("python-requests/2.31.0", "python-requests")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", "Mozilla")]
    [InlineData("grpc-dotnet (8.0)", "grpc-dotnet")]
    [InlineData("/2.0", "(unnamed)")]
    public void Programs_AreKnown_ByTheirFirstProduct(string agent, string counted) => ConsumerNames.OfAgent(agent).ShouldBe(counted);

    [Fact]
    public void ANameComesBeforeTheProgram_AndTheSameIsTheSame()
    {
        var table = new ConsumerTable();
        table.Find("checkout", "curl/8").Name.ShouldBe("checkout");
        table.Find("", "curl/8").Name.ShouldBe("curl");
        table.Find(null, null).Name.ShouldBe(ConsumerNames.Unnamed);
        table.Find("checkout", null).ShouldBeSameAs(table.Find(" checkout", "other/1"));
        table.Find(null, "curl/9").ShouldBeSameAs(table.Find(null, "curl/8"));
    }

    [Fact]
    public void ThousandsOfNames_TakeABoundedRoom_AndDoNotCrowdOutTheOthers()
    {
        var table = new ConsumerTable();
        for (var i = 0; i < 10_000; i++) table.Find(null, $"bot{i}/1");
        table.Find("checkout", null).Name.ShouldBe("checkout");
        for (var i = 0; i < 10_000; i++) table.Find($"name{i}", null);
        table.Find("checkout", "bot3/1").Name.ShouldBe("checkout");
        table.Find("late", null).Name.ShouldBe(ConsumerNames.Other);
        table.Find(null, "late/1").Name.ShouldBe(ConsumerNames.Other);
        table.Find(null, $"bot{ConsumerTable.Agents - 1}/1").Name.ShouldBe($"bot{ConsumerTable.Agents - 1}");
        Enumerable.Range(0, 10_000).Select(i => table.Find($"name{i}", null)).Concat(Enumerable.Range(0, 10_000).Select(i => table.Find(null, $"bot{i}/1"))).Append(table.Find(null, null)).Append(table.Find("checkout", null))
            .Distinct().Select(consumer => consumer.Place).Order().ShouldBe(Enumerable.Range(0, ConsumerTable.Places));
    }
}
