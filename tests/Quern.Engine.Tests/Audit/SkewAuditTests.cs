using Quern.Engine.Audit;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Tests.Audit;

/// <summary>Skew that was planted is found, all of it, and its cause is named; without it nothing is found.</summary>
public sealed class SkewAuditTests : IDisposable
{
    private readonly AuditedShop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public void WithoutSkew_NothingDiffers_ThroughCheckpointsAndRestarts()
    {
        Begin();
        _shop.Ask("ann");
        _shop.Restart();
        _shop.Ask("bob");
        _shop.Push((10, "ann", 7));
        _shop.GoTo(20);
        _shop.Ask("ann");
        _shop.Ask("nobody");

        foreach (var asKnown in new[] { false, true })
        {
            var report = _shop.Audit(asKnown);
            report.Rates.ShouldBeEmpty(string.Join("\n", report.Examples));
            report.Counts.ShouldBe(new(4, 0, 4, 0));
            report.Views.ShouldBe([new("per_purchase", 4, 0), new("membership", 4, 0), new("spending", 12, 0)], ignoreOrder: true);
            report.Rate(strict: true).ShouldBe(0);
        }
    }

    [Fact]
    public void EventThatCameLater_IsALateEvent_AndIsNoneForWhoAsksWhatWasKnown()
    {
        Begin();
        _shop.Ask("ann");
        _shop.Ask("bob");
        _shop.GoTo(30);
        _shop.Push((-60, "ann", 100));

        Causes(_shop.Audit()).ShouldBe(["per_purchase late_event 1", "spending late_event 3"], ignoreOrder: true);
        var report = _shop.Audit();
        (report.Rate(strict: false), report.Rate(strict: true)).ShouldBe((0, 4 / 10.0));
        report.Examples.ShouldAllBe(example => example.RequestId == "r1" && example.Keys.Single().Value == Value.Of("ann"));
        Causes(_shop.Audit(asKnown: true)).ShouldBeEmpty();
    }

    [Fact]
    public void EventThatCameTooLateForOnlineState_IsALateEvent()
    {
        Begin();
        _shop.Push((-1800, "ann", 100));
        _shop.GoTo(5);
        _shop.Ask("ann");

        foreach (var asKnown in new[] { false, true })
        {
            var report = _shop.Audit(asKnown);
            Causes(report).ShouldBe(["per_purchase late_event 1", "spending late_event 3"], ignoreOrder: true);
            report.Examples[0].Evidence.ShouldContain("later than the view allows");
        }
    }

    [Fact]
    public void DefinitionThatChanged_IsAVersion()
    {
        Begin();
        _shop.Ask("ann");
        _shop.ApplyUnserved(new ShopFeatures(isChanged: true));

        var report = _shop.Audit();
        // The last amounts lose the small one as well.
        Causes(report).ShouldBe(["per_purchase version 1", "spending version 3"], ignoreOrder: true);
        report.Examples[0].Evidence.ShouldStartWith("version 1 answered, 2 is current");
        report.Version.ShouldBe("2");
    }

    [Fact]
    public void VersionThatHasOtherDefinitionsThanItHad_IsChangedCode()
    {
        Begin();
        _shop.Ask("ann");
        _shop.Overwrite("1", new ShopFeatures(isChanged: true), "code two");

        var report = _shop.Audit();
        Causes(report).ShouldBe(["per_purchase changed_code 1", "spending changed_code 3"], ignoreOrder: true);
        report.Examples[0].Evidence.ShouldBe("version 1 answered with compiled definitions code one, the registry has code two for it");
    }

    [Fact]
    public void StateThatWasNotBroughtUpToTheInstant_IsAStaleSource()
    {
        Begin();
        _shop.Give((50, "ann", "gold"));
        _shop.GoTo(60);
        _shop.Ask("ann");
        _shop.Ask("bob");

        var report = _shop.Audit();
        Causes(report).ShouldBe(["membership stale_source 1"]);
        report.Examples[0].Evidence.ShouldBe("online state had come to 2024-05-01T12:00:00Z, 1m before the read; up to there history gives what was served");
        (report.Examples[0].Served, report.Examples[0].Computed).ShouldBe((new(Value.Of("blue"), FeatureStatus.Present), new(Value.Of("gold"), FeatureStatus.Present)));
    }

    [Fact]
    public void ViewThatWasPaused_IsAStaleSource_AndNothingDiffersOnceItIsResumed()
    {
        Begin();
        _shop.Pause("spending", isOn: true);
        _shop.GoTo(10);
        _shop.Push((10, "ann", 7));
        _shop.GoTo(20);
        _shop.Ask("ann");
        _shop.Restart();
        _shop.Ask("ann");
        _shop.Pause("spending", isOn: false);
        _shop.Push();
        _shop.Ask("ann");

        foreach (var asKnown in new[] { false, true })
        {
            var report = _shop.Audit(asKnown);
            Causes(report).ShouldBe(["per_purchase stale_source 2", "spending stale_source 6"], ignoreOrder: true);
            report.Examples.Select(example => example.RequestId).Distinct().ShouldBe(["r1", "r2"], ignoreOrder: true);
        }
    }

    [Fact]
    public void BatchThatHistoryLost_IsADroppedEvent()
    {
        Begin();
        _shop.Push((1, "ann", 50), (2, "ann", 60), (2, "bob", 3));
        _shop.GoTo(5);
        _shop.Ask("ann");
        _shop.Ask("bob");
        _shop.History = all => new LossyReader(all, "purchases", (batch, row) => ((Int64Column)batch[0]).Values[row] > AuditedShop.Noon.Microseconds);

        var report = _shop.Audit();
        Causes(report).ShouldBe(["per_purchase dropped_event 2", "spending dropped_event 6"], ignoreOrder: true);
        report.Examples.First(example => example.View == "spending").Evidence.ShouldBe("bought_1h: 4 events were counted, and history has 2");
    }

    [Fact]
    public void BatchThatOnlineStateLost_IsADroppedEvent()
    {
        Begin();
        _shop.Push((1, "ann", 50), (2, "ann", 60), (2, "bob", 3));
        _shop.Push((3, "ann", 70));
        _shop.GoTo(5);
        // What the state would answer had it lost the first batch.
        var (row, without) = (_shop.Ask("ann"), 70 + 4.0 + 6.0);
        _shop.Log.Rows[^1] = row with
        {
            Outputs = [(Value.Of(3L), FeatureStatus.Present), (Value.Of(without), FeatureStatus.Present), (Value.List(ValueKind.Float64, [Value.Of(70.0), Value.Of(6.0), Value.Of(4.0)]), FeatureStatus.Present), row.Outputs[3], (Value.Of(without / 3), FeatureStatus.Present)],
        };

        var report = _shop.Audit();
        Causes(report).ShouldBe(["per_purchase dropped_event 1", "spending dropped_event 3"], ignoreOrder: true);
        report.Examples.First(example => example.View == "spending").Evidence.ShouldStartWith("without 2 events from the one of 2024-05-01T12:00:01Z");
        report.Examples.First(example => example.View == "per_purchase").Evidence.ShouldContain("'spending'");
    }

    [Fact]
    public void RowOfAnAttributeThatHistoryLost_IsADroppedEvent()
    {
        Begin();
        _shop.Ask("ann");
        _shop.Files.Clear("cards");
        _shop.Give((-500, "ann", "white"));

        var report = _shop.Audit();
        Causes(report).ShouldBe(["membership dropped_event 1"]);
        report.Examples[0].Evidence.ShouldBe("what was served is of an event at 2024-05-01T11:58:20Z, which history does not have");
    }

    [Theory]
    [InlineData(FeatureStatus.Default)]
    [InlineData(FeatureStatus.LastGood)]
    [InlineData(FeatureStatus.TimedOut)]
    public void ValueThatStoodForOneThatWasNotReadInTime_IsADefault(FeatureStatus status)
    {
        Begin();
        var row = _shop.Ask("ann");
        row.Outputs[1] = (status.HasValue() ? Value.Of(0.0) : Value.Null, status);
        var report = _shop.Audit();
        Causes(report).ShouldBe(["spending default 1"]);
        report.Rate(strict: false).ShouldBe(0);
    }

    [Fact]
    public void RowThatOnlyOneSideTakesForTooOld_IsATtl()
    {
        Begin();
        var row = _shop.Ask("ann");
        row.Outputs[3] = (Value.Null, FeatureStatus.OutsideMaxAge);
        Causes(_shop.Audit()).ShouldBe(["membership ttl 1"]);
    }

    [Fact]
    public void ValueThatNothingGives_IsUnknown()
    {
        Begin();
        var row = _shop.Ask("ann");
        row.Outputs[1] = (Value.Of(Math.BitDecrement(row.Outputs[1].Value.AsDouble())), FeatureStatus.Present);
        var report = _shop.Audit();
        Causes(report).ShouldBe(["spending unknown 1"]);
        report.Counts.Different.ShouldBe(1);
    }

    [Fact]
    public void PlantedSkewOfSeveralKinds_IsAllFound()
    {
        Begin();
        _shop.Ask("ann");
        _shop.GoTo(10);
        _shop.Push((-60, "ann", 100));
        _shop.Ask("bob").Outputs[0] = (Value.Of(9L), FeatureStatus.Default);
        _shop.Give((15, "bob", "gold"));
        _shop.GoTo(20);
        _shop.Ask("bob");
        _shop.Ask("ann");

        Causes(_shop.Audit()).ShouldBe(["per_purchase late_event 1", "membership stale_source 1", "spending default 1", "spending late_event 3"], ignoreOrder: true);
    }

    [Fact]
    public void Log_WithNothingToCompare_SaysWhy()
    {
        Complaint().ShouldBe("QRN6201");
        Begin();
        _shop.Ask("ann");
        Complaint(request => request with { Served = new(Instant.Min, AuditedShop.Noon) }).ShouldBe("QRN6202");
        Complaint(request => request with { Now = AuditedShop.Noon }).ShouldBe("QRN6203");
        _shop.Audit(configure: request => request with { Now = AuditedShop.Noon, Settle = default }).Counts.ShouldBe(new(1, 0, 1, 0));
    }

    [Fact]
    public void VectorsThatAreTooYoung_AreCounted()
    {
        Begin();
        _shop.Ask("ann");
        _shop.GoTo(3000);
        _shop.Ask("ann");
        _shop.Audit(configure: request => request with { Now = new(AuditedShop.Noon.Microseconds + (3_600 * Instant.PerSecond)) }).Counts.ShouldBe(new(1, 1, 1, 0));
    }

    [Fact]
    public void Vector_WhoseRequestIdIsUsedAgainLater_IsComparedAllTheSame()
    {
        Begin();
        _shop.Ask("ann");
        _shop.GoTo(3000);
        var again = _shop.Ask("bob");
        _shop.Log.Rows[^1] = again with { Id = "r1" };
        var report = _shop.Audit(configure: request => request with { Now = new(AuditedShop.Noon.Microseconds + (3_600 * Instant.PerSecond)) });
        (report.Counts, report.Notes.Count).ShouldBe((new AuditCounts(1, 1, 1, 0), 0));
    }

    [Fact]
    public void Sample_TakesAllRowsOfAnEntityOrNone_AndNoMoreThanItMay()
    {
        Begin();
        for (var round = 0; round < 3; round++)
            for (var customer = 0; customer < 40; customer++) _shop.Ask($"c{customer}");
        var whole = _shop.Audit(configure: request => request with { Sample = 0.4 }).Counts;
        whole.Logged.ShouldBe(120);
        whole.Compared.ShouldBeInRange(15, 90);
        (whole.Compared % 3).ShouldBe(0);
        _shop.Audit(configure: request => request with { MostVectors = 7 }).Counts.Compared.ShouldBe(7);
    }

    [Fact]
    public void VersionThatIsGone_IsNotComparedAndSaysSo()
    {
        Begin();
        _shop.Ask("ann", version: "77");
        _shop.Ask("ann");
        var report = _shop.Audit();
        report.Counts.ShouldBe(new(2, 0, 1, 0));
        report.Notes.Single().ShouldContain("version 77");
    }

    private string Complaint(Func<AuditRequest, AuditRequest>? configure = null) => Should.Throw<QuernException>(() => _shop.Audit(configure: configure)).Findings.Single().Code;

    private static List<string> Causes(AuditReport report) => [.. report.Rates.Select(rate => $"{rate.View} {rate.Cause.Name()} {rate.Values}")];

    // Two purchases of ann's and one of bob's, and a card of each.
    private void Begin()
    {
        _shop.GoTo(-100);
        _shop.Push((-110, "ann", 4), (-105, "ann", 6), (-101, "bob", 2));
        _shop.Give((-100, "ann", "blue"), (-90, "bob", "blue"));
        _shop.GoTo(0);
        _shop.Materialize();
    }
}
