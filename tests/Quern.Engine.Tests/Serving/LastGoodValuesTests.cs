using System.Text;
using Quern.Engine.Serving;
using Quern.Engine.Tests.Served;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Tests.Serving;

/// <summary>Which values stand for those that a deadline cut off.</summary>
public sealed class LastGoodValuesTests
{
    private static readonly ServicePlan Service = Plan(new(IsLastGood: true, new Duration(60_000_000), Value.Of(-1L)));

    private readonly LastGoodValues _last = LastGoodValues.Of(Service, entities: 2)!;

    [Fact]
    public void Service_ThatDeclaresNone_KeepsNothing()
    {
        LastGoodValues.Of(Visits.Plan, 10).ShouldBeNull();
        LastGoodValues.Of(Plan(new(IsLastGood: false, null, Value.Of(0L))), 10).ShouldBeNull();
    }

    [Theory]
    [InlineData(99, "-1 Default 0")]
    [InlineData(100, "7 LastGood 3000000")]
    [InlineData(160, "7 LastGood 3000000")]
    [InlineData(161, "-1 Default 0")]
    public void Value_IsGiven_WhileItIsYoungEnough_AndNeverBeforeItWasAnswered(int second, string told)
    {
        Answer(100, ("a", 7));
        Cut(second, "a").ShouldBe(told);
    }

    [Fact]
    public void Value_IsThatOfTheSameKey()
    {
        Answer(100, ("a", 7), (null, 8));
        Cut(101, "a").ShouldBe("7 LastGood 3000000");
        Cut(101, "b").ShouldBe("-1 Default 0");
        Cut(101, null).ShouldBe("-1 Default 0");
    }

    [Fact]
    public void ALaterAnswer_TakesThePlace_AndANullEndsWhatWasBefore()
    {
        Answer(100, ("a", 7));
        Answer(101, ("a", 8));
        Cut(102, "a").ShouldBe("8 LastGood 3000000");
        Answer(103, ("a", null));
        Cut(104, "a").ShouldBe("-1 Default 0");
    }

    [Fact]
    public void AFailure_ChangesNothing()
    {
        Answer(100, ("a", 7));
        Answer(101, FeatureStatus.Failed, ("a", null));
        Cut(102, "a").ShouldBe("7 LastGood 3000000");
    }

    [Fact]
    public void WhatWasCutOff_IsNotKept()
    {
        var (batch, keys) = Read(("a", 7));
        _last.Keep(keys, 1, At(100), batch, new ReadProgress(Service));
        Cut(101, "a").ShouldBe("-1 Default 0");
    }

    [Fact]
    public void TheEntityAnsweredLongestAgo_MakesRoom()
    {
        Answer(100, ("a", 1));
        Answer(101, ("b", 2));
        Answer(102, ("a", 3));
        Answer(103, ("c", 4));
        Cut(104, "a").ShouldBe("3 LastGood 3000000");
        Cut(104, "b").ShouldBe("-1 Default 0");
        Cut(104, "c").ShouldBe("4 LastGood 3000000");
    }

    private static ServicePlan Plan(Fallback fallback) => Visits.Plan with { Outputs = [Visits.Plan.Outputs[0] with { Fallback = fallback }, Visits.Plan.Outputs[1]] };

    private static Instant At(int second) => new(second * Instant.PerSecond);

    private void Answer(int second, params (string? Page, long? Seconds)[] rows) => Answer(second, FeatureStatus.NullValue, rows);

    private void Answer(int second, FeatureStatus none, params (string? Page, long? Seconds)[] rows)
    {
        var (batch, keys) = Read(none, rows);
        _last.Keep(keys, rows.Length, At(second), batch);
    }

    private static (VectorBatch Batch, Column[] Keys) Read(params (string? Page, long? Seconds)[] rows) => Read(FeatureStatus.NullValue, rows);

    private static (VectorBatch Batch, Column[] Keys) Read(FeatureStatus none, (string? Page, long? Seconds)[] rows)
    {
        var (batch, pages) = (new VectorBatch(Service), new TextColumn(new StringPool()));
        batch.Reset(rows.Length);
        var writer = batch.Of(Service.Outputs[0]).OpenWriter();
        batch.EventTimes[0].AsSpan().Fill(3_000_000);
        for (var row = 0; row < rows.Length; row++)
        {
            if (rows[row].Page is { } page) pages.Append(Encoding.UTF8.GetBytes(page));
            else pages.AppendNull();
            if (rows[row].Seconds is { } seconds) writer.SetBits(row, seconds);
            else writer.SetNull(row, none);
        }

        return (batch, [pages]);
    }

    // What is told of a page whose read was cut off at once.
    private string Cut(int second, string? page)
    {
        var (batch, keys) = Read((page, 0));
        var timely = new TimelyVectors(batch, new ReadProgress(Service), keys, 1, At(second), _last);
        timely.Cut.ShouldBe(2);
        timely.ReadTimes[0][0].ShouldBe(timely.Times[0].Span[0]);
        timely.Outputs[1].StatusOf(0).ShouldBe(FeatureStatus.TimedOut);
        return $"{timely.Outputs[0][0]} {timely.Outputs[0].StatusOf(0)} {timely.Times[0].Span[0]}";
    }
}
