using Quern.Drift;
using Quern.Profiles;
using Quern.Time;
using Quern.Values;

namespace Quern.Tests.Drift;

/// <summary>Days of made-up orders, sound but for the last one, into which a fault is put.</summary>
public sealed class CauseFinderTests
{
    private const int Days = 60;
    private static readonly string[] Countries = ["AT", "BE", "CH", "DE", "FR"];

    [Fact]
    public void Find_OnSoundDays_FindsNothing()
    {
        for (var seed = 0; seed < 6; seed++) Find(seed, (_, order) => [order]).ShouldBeEmpty();
    }

    [Fact]
    public void Find_NullsInOneOfThirty_AreMissingValues() =>
        Find(1, (row, order) => [row % 30 == 0 ? order with { Amount = null } : order]).ShouldContain(incident => incident.Cause == Cause.MissingValues && incident.Root.Signal.Field == "amount" && incident.IsFault);

    [Fact]
    public void Find_RowsTwice_AreRepeatedRows() => Single(Find(1, (row, order) => row % 20 == 0 ? [order, order] : [order]), Cause.RepeatedRows);

    [Fact]
    public void Find_AnotherUnitInOneCountry_IsThere()
    {
        var incident = Single(Find(1, (_, order) => [order.Country == "CH" ? order with { Amount = order.Amount * 100 } : order]), Cause.UnitChange);
        incident.Root.Signal.Slice.ShouldBe("CH");
        incident.Detail.ShouldStartWith("times ");
    }

    [Fact]
    public void Find_ACountryThatIsGone_IsAMissingCategory() => Single(Find(1, (_, order) => order.Country == "BE" ? [] : [order]), Cause.MissingCategory).Root.Signal.Slice.ShouldBe("BE");

    [Fact]
    public void Find_ACountryUnderAnotherName_IsRenamed()
    {
        var incident = Single(Find(1, (_, order) => [order.Country == "BE" ? order with { Country = "Belgium" } : order]), Cause.RenamedCategory);
        incident.Root.Signal.Slice.ShouldBe("BE");
        incident.Detail.ShouldBe("now 'Belgium'");
    }

    [Fact]
    public void Find_TheSameAmountAgainAndAgain_IsStuck() => Single(Find(1, (_, order) => [order.Country == "FR" ? order with { Amount = 20 } : order]), Cause.StuckValue).Root.Signal.Slice.ShouldBe("FR");

    [Fact]
    public void Find_AClockAhead_IsShifted() => Single(Find(1, (_, order) => [order with { Second = (order.Second + 18_000) % 86_400 }]), Cause.ShiftedClock).Detail.ShouldBe("by +5 h");

    [Fact]
    public void Find_NothingAfterNoon_IsALateSource() => Single(Find(1, (_, order) => order.Second < 43_200 ? [order] : []), Cause.LateSource).Detail.ShouldBe("none after 11:59");

    [Fact]
    public void Find_NoRows_IsALateSource() => Single(Find(1, (_, _) => []), Cause.LateSource).Detail.ShouldBe("no rows");

    [Fact]
    public void Find_InfiniteAmounts_AreToldAsSuch() => Find(1, (row, order) => [row % 30 == 0 ? order with { Amount = double.PositiveInfinity } : order]).ShouldContain(incident => incident.Cause == Cause.NotFiniteValues);

    [Fact]
    public void Find_TwiceAsManyOrders_IsNoFaultOfTheData()
    {
        var incidents = Find(1, (_, order) => [order, order with { Amount = order.Amount + 0.125, Second = (order.Second + 1) % 86_400 }]);
        incidents.ShouldContain(incident => incident.Cause == Cause.Population);
        incidents.ShouldAllBe(incident => !incident.IsFault);
    }

    [Fact]
    public void Find_ADayOfThreeRows_EndsWithoutAnError() => Find(1, (row, order) => row < 3 ? [order] : []).ShouldNotBeEmpty();

    [Fact]
    public void Find_WhereNoCountryIsUsualBesideOneThatIsCalledNull_EndsWithoutAnError() =>
        RowSignalsOfNulls().ShouldContain(series => series.Signal.Slice == "null" && series.Signal.Kind == SignalKind.Share);

    private static SignalSeries[] RowSignalsOfNulls()
    {
        var (countries, amounts) = (new TextColumn(new StringPool()), new Float64Column(ValueKind.Float64));
        for (var row = 0; row < 100; row++)
        {
            if (row % 2 == 0) countries.AppendNull();
            else countries.Append(countries.Pool.Intern("null"));
            amounts.Append(row);
        }

        var profile = new RowProfile([("country", DataType.Scalar(ValueKind.String)), ("amount", DataType.Scalar(ValueKind.Float64))], [0], new Instant(0));
        profile.Add(new long[100], [countries, (Column)amounts], [.. Enumerable.Range(0, 100)]);
        var signals = new RowSignals([profile], profile);
        SignalSeries[] series = [.. Enumerable.Range(0, signals.Groups).SelectMany(signals.Of)];
        series.Count(one => one.Signal.Kind == SignalKind.Share).ShouldBe(2);
        return series;
    }

    private static Incident Single(IReadOnlyList<Incident> incidents, Cause cause)
    {
        incidents.Where(incident => incident.IsFault).Select(incident => incident.Cause).ShouldBe([cause]);
        return incidents.Single(incident => incident.IsFault);
    }

    private static IReadOnlyList<Incident> Find(int seed, Func<int, Order, IEnumerable<Order>> fault)
    {
        var random = new Random(seed);
        var days = Enumerable.Range(0, Days).Select(day => Profile(day, Orders(random, day))).ToList();
        Order[] hurt = [.. Orders(random, Days).SelectMany((order, row) => fault(row, order))];
        var reference = days[0];
        foreach (var day in days.Skip(1)) reference.Merge(day);
        RowProfile?[] buckets = [.. Enumerable.Range(0, Days).Select(day => Profile(day, Orders(new(seed + (1000 * day)), day))), hurt.Length == 0 ? null : Profile(Days, hurt)];
        var signals = new RowSignals(buckets, reference);
        SignalSeries[] series = [.. Enumerable.Range(0, signals.Groups).SelectMany(signals.Of)];
        return new CauseFinder(reference, buckets[^1]).Find(new SignalChecks(7).Run(series, Days));
    }

    private static Order[] Orders(Random random, int day) =>
        [.. Enumerable.Range(0, 1500 + random.Next(-80, 80) - (day % 7 == 6 ? 700 : 0)).Select(_ => new Order(
            (int)(86_399 * Math.Pow(random.NextDouble(), 0.7)), Countries[random.Next(Countries.Length)], Math.Round(20 * Math.Exp(random.NextDouble() + random.NextDouble()), 3)))];

    private static RowProfile Profile(int day, IReadOnlyList<Order> orders)
    {
        var start = new Instant(day * 86_400L * Instant.PerSecond);
        var times = orders.Select(order => start.Microseconds + (order.Second * Instant.PerSecond)).ToArray();
        var (countries, amounts) = (new TextColumn(new StringPool()), new Float64Column(ValueKind.Float64));
        foreach (var order in orders)
        {
            countries.Append(countries.Pool.Intern(order.Country));
            if (order.Amount is { } amount) amounts.Append(amount);
            else amounts.AppendNull();
        }

        var profile = new RowProfile([("country", DataType.Scalar(ValueKind.String)), ("amount", DataType.Scalar(ValueKind.Float64))], [0], start);
        profile.Add(times, [countries, (Column)amounts], [.. Enumerable.Range(0, orders.Count)]);
        return profile;
    }

    private sealed record Order(int Second, string Country, double? Amount);
}
