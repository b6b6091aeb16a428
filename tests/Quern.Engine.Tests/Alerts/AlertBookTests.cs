using Quern.Engine.Alerts;

namespace Quern.Engine.Tests.Alerts;

public sealed class AlertBookTests
{
    private static readonly AlertCondition Slow = new("objective/answers/slow", AlertSeverity.Warning, "slow", "5 of 100", "ops");
    private static readonly AlertCondition Feed = new("feed/clicks", AlertSeverity.Critical, "feed", "no broker", null);

    private readonly Memory _store = new();
    private readonly Clock _time = new();

    [Fact]
    public void Condition_IsOneAlert_ToldWhenItOpens_AgainAfterAWhile_AndWhenItIsOver()
    {
        var book = Book();
        var opened = book.Update([Slow, Slow]).ShouldHaveSingleItem();
        (opened.Condition, opened.Since, opened.Told, opened.Resolved).ShouldBe((Slow, _time.Now, _time.Now, null));
        _time.Now += TimeSpan.FromMinutes(59);
        book.Update([Slow with { Evidence = "6 of 100" }]).ShouldBeEmpty();
        book.State.Alerts.ShouldHaveSingleItem().Condition.Evidence.ShouldBe("6 of 100");
        _time.Now += TimeSpan.FromMinutes(1);
        book.Update([Slow]).ShouldHaveSingleItem().Id.ShouldBe(opened.Id);
        var over = book.Update([]).ShouldHaveSingleItem();
        (over.Id, over.Resolved).ShouldBe((opened.Id, _time.Now));
        book.Update([]).ShouldBeEmpty();
        _time.Now += TimeSpan.FromMinutes(1);
        book.Update([Slow]).ShouldHaveSingleItem().Id.ShouldNotBe(opened.Id);
    }

    [Fact]
    public void AlertThatNobodyHeard_IsToldAgain_IfItIsOpen()
    {
        var book = Book();
        var told = book.Update([Slow, Feed]);
        book.Update([Feed]);
        book.TellAgain(told);
        book.Update([Feed]).ShouldHaveSingleItem().Condition.ShouldBe(Feed);
        book.Update([Feed]).ShouldBeEmpty();
    }

    [Fact]
    public void AcknowledgedAlert_IsNotToldAgain_ButItsEndIs()
    {
        var book = Book();
        var id = book.Update([Slow, Feed]).Single(alert => alert.Condition == Slow).Id;
        book.Acknowledge(id).ShouldBeTrue();
        book.Acknowledge("nobody").ShouldBeFalse();
        _time.Now += TimeSpan.FromHours(2);
        book.Update([Slow, Feed]).ShouldHaveSingleItem().Condition.ShouldBe(Feed);
        book.Update([Feed]).ShouldHaveSingleItem().Id.ShouldBe(id);
        book.Acknowledge(id).ShouldBeFalse();
    }

    [Fact]
    public void SilencedAlert_IsToldWhenTheSilenceEnds_AndNeverWhenItIsOverBefore()
    {
        var book = Book();
        var silence = book.Add("objective/*", TimeSpan.FromHours(1), "a change");
        book.Update([Slow, Feed]).ShouldHaveSingleItem().Condition.ShouldBe(Feed);
        book.Update([Feed]).ShouldBeEmpty();
        book.Update([Slow, Feed]).ShouldBeEmpty();
        book.State.Silences.ShouldHaveSingleItem().Comment.ShouldBe("a change");
        book.End(silence.Id).ShouldBeTrue();
        book.End(silence.Id).ShouldBeFalse();
        book.Update([Slow, Feed]).ShouldHaveSingleItem().Condition.ShouldBe(Slow);

        book.Add("*", TimeSpan.FromMinutes(5), null);
        _time.Now += TimeSpan.FromHours(1);
        book.Update([Slow, Feed]).Count.ShouldBe(2, "The silence has ended by itself.");
        book.State.Silences.ShouldBeEmpty();
    }

    [Fact]
    public void WhatFollowsFromAnother_IsListedAndNotTold_UntilItOutlastsIt()
    {
        var book = Book();
        book.Update([Feed, Slow with { Because = Feed.Key }]).ShouldHaveSingleItem().Condition.ShouldBe(Feed);
        book.State.Alerts.Count.ShouldBe(2);
        book.Update([Slow]).Select(alert => $"{alert.Condition.Key} {alert.Resolved is null}").ShouldBe(["objective/answers/slow True", "feed/clicks False"]);

        // What was told before its cause was seen is over when it is over, and not told again meanwhile.
        _time.Now += TimeSpan.FromHours(2);
        book.Update([Feed, Slow with { Because = Feed.Key }]).ShouldHaveSingleItem().Condition.ShouldBe(Feed);
        book.Update([]).Count.ShouldBe(2);
    }

    [Fact]
    public void WhatIsToldOnce_IsNotToldAgain_ButItsEndIs()
    {
        var book = Book();
        book.Update([Slow with { IsToldOnce = true }]).ShouldHaveSingleItem();
        _time.Now += TimeSpan.FromDays(2);
        book.Update([Slow with { IsToldOnce = true }]).ShouldBeEmpty();
        book.Update([]).ShouldHaveSingleItem().Resolved.ShouldNotBeNull();
    }

    [Fact]
    public void WhatIsOpen_IsKeptBeyondTheProcess()
    {
        var id = Book().Update([Slow]).ShouldHaveSingleItem().Id;
        Book().Update([Slow]).ShouldBeEmpty("It was told.");
        Book().Update([]).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public void Alerts_ThatCannotBeKept_AreKnownAllTheSame()
    {
        var book = Book();
        _store.IsFull = true;
        book.Update([Slow]).ShouldHaveSingleItem();
        book.Update([Slow]).ShouldBeEmpty();
        book.Trouble.ShouldNotBeNull().Code.ShouldBe("QRN6380");
        _store.IsFull = false;
        book.Update([]).ShouldHaveSingleItem();
        book.Trouble.ShouldBeNull();
    }

    [Fact]
    public void AlertsThatAreOver_AreForgotten_TheOldestFirst()
    {
        var book = Book();
        for (var i = 0; i < 300; i++)
        {
            _time.Now += TimeSpan.FromSeconds(1);
            book.Update([Feed with { Key = $"feed/{i}" }]);
        }

        var keys = book.State.Alerts.Select(alert => alert.Condition.Key).ToArray();
        keys.Length.ShouldBe(201);
        (keys[0], keys[^1]).ShouldBe(("feed/99", "feed/299"));
    }

    private AlertBook Book() => new(_store, _time, TimeSpan.FromHours(1));

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Memory : IAlertStore
    {
        private AlertState _state = new([], []);

        public bool IsFull { get; set; }

        public AlertState Read() => _state;

        public void Write(AlertState state) => _state = IsFull ? throw new QuernException(new Finding("QRN6380", "the disk is full")) : new([.. state.Alerts], [.. state.Silences]);
    }
}
