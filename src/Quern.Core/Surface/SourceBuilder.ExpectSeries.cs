using System.Linq.Expressions;
using Quern.Definitions;
using Quern.Values;

namespace Quern;

public sealed partial class SourceBuilder<T>
{
    private const int Weeks = 4;
    private const long MinUsual = 20;

    private readonly List<SeriesExpectation> _series = [];

    // Which rows tell of a deletion may be said later.
    private RowExpression? JudgedRows => _deleted is null ? null : _expressions.Read(ExpressionReader.Not(_deleted), $"{_what}, deletions");

    /// <summary>
    /// How many rows fall into each bucket of event time, in UTC: a number of them, a share of what is usual, or both. Usual is the median of the same bucket of earlier weeks; the first weeks are not judged by it.
    /// A bucket that is not over, and the one with which the source begins, may have too many rows but not too few.
    /// </summary>
    /// <param name="least">The fewest rows.</param>
    /// <param name="most">The most rows.</param>
    /// <param name="leastShare">The smallest share of the usual rows, above 0, at most 1: 0.5 for half of them.</param>
    /// <param name="mostShare">The greatest multiple of the usual rows, at least 1.</param>
    /// <param name="every">How long a bucket is, such as <c>1h</c>; with a share a whole number of them is a week.</param>
    /// <param name="weeks">Of how many weeks before the median is the usual, 1 to 52; by default 4.</param>
    /// <param name="slack">How far earlier and later buckets may be the usual ones too, a whole number of buckets of at most a day: <c>1h</c> where clocks change. By default none are.</param>
    /// <param name="minUsual">From how many usual rows on a share of them says anything; by default 20.</param>
    /// <param name="onFail">What becomes of it; not <see cref="OnFail.Reject"/>.</param>
    /// <param name="name">What is expected, in a few words; by default <c>rows of each 1h</c>.</param>
    public SourceBuilder<T> ExpectVolume(
        long? least = null, long? most = null, double? leastShare = null, double? mostShare = null, string every = "1d", int? weeks = null, string? slack = null, long? minUsual = null, OnFail onFail = OnFail.Warn, string? name = null)
    {
        name ??= $"rows of each {every}";
        var what = WhatOf(name);
        var expectation = new VolumeExpectation(name, onFail, DurationText.Read(every, what, nameof(every), _findings))
        {
            Least = least,
            Most = most,
            LeastShare = leastShare,
            MostShare = mostShare,
            Weeks = weeks ?? Weeks,
            Slack = slack is null ? default : DurationText.Read(slack, what, nameof(slack), _findings),
            MinUsual = minUsual ?? MinUsual,
        };
        if (least is null && most is null && !expectation.IsRelative) Wrong(SeriesFindings.NoVolume(what));
        if (least < 0 || most < (least ?? 0)) Wrong(SeriesFindings.BadVolume(what, least, most));
        if (leastShare is { } small && !(small is > 0 and <= 1)) Wrong(SeriesFindings.BadVolumeShare(what, nameof(leastShare), small));
        if (mostShare is { } great && !(great >= 1 && double.IsFinite(great))) Wrong(SeriesFindings.BadVolumeShare(what, nameof(mostShare), great));
        if (expectation.IsRelative) CheckUsual(what, expectation);
        else if (weeks is not null || slack is not null || minUsual is not null) Wrong(SeriesFindings.NoUsual(what));
        return Expected(expectation);
    }

    /// <summary>That there is an event now and then: none comes longer than a time after the one before it, and the last is not older than that when it is judged.</summary>
    /// <param name="longest">The longest time without an event, such as <c>2h</c>.</param>
    /// <param name="onFail">What becomes of it; not <see cref="OnFail.Reject"/>.</param>
    /// <param name="name">What is expected, in a few words; by default <c>an event every 2h</c>.</param>
    public SourceBuilder<T> ExpectFreshness(string longest, OnFail onFail = OnFail.Warn, string? name = null)
    {
        name ??= $"an event every {longest}";
        return Expected(new FreshnessExpectation(name, onFail, DurationText.Read(longest, WhatOf(name), nameof(longest), _findings)));
    }

    /// <summary>That rows are known soon after they happen: their known-at lies at most a time after their event time.</summary>
    /// <param name="longest">The longest time from event time to known-at, such as <c>1d</c>.</param>
    /// <param name="maxShare">The share of the rows of a bucket of event time that may be later, from 0 to 1; by default none.</param>
    /// <param name="every">How long a bucket is; by default a day.</param>
    /// <param name="onFail">What becomes of it; not <see cref="OnFail.Reject"/>.</param>
    /// <param name="name">What is expected, in a few words; by default <c>known within 1d</c>.</param>
    public SourceBuilder<T> ExpectLateness(string longest, double maxShare = 0, string every = "1d", OnFail onFail = OnFail.Warn, string? name = null)
    {
        name ??= $"known within {longest}";
        var what = WhatOf(name);
        if (!(maxShare is >= 0 and <= 1)) Wrong(ExpectationFindings.BadShare(what, maxShare));
        return Expected(new LatenessExpectation(name, onFail, DurationText.Read(longest, what, nameof(longest), _findings), maxShare, DurationText.Read(every, what, nameof(every), _findings)));
    }

    /// <summary>That no two rows near each other in event time have the same values. Rows in which one of them is null, and those that tell of a deletion, are not judged.</summary>
    /// <param name="columns">The column, or several: <c>r => new { r.Order, r.Line }</c>.</param>
    /// <param name="within">How near two rows are not to have the same values, such as <c>1d</c>.</param>
    /// <param name="onFail">What becomes of it; not <see cref="OnFail.Reject"/>.</param>
    /// <param name="name">What is expected, in a few words; by default <c>one row of order within 1d</c>.</param>
    public SourceBuilder<T> ExpectUnique(Expression<Func<T, object?>> columns, string within = "1d", OnFail onFail = OnFail.Warn, string? name = null)
    {
        var parts = PartsOf(columns);
        name ??= $"one row of {NameOf(parts)} within {within}";
        var what = WhatOf(name);
        return Expected(new UniqueExpectation(name, onFail, [.. parts.Select(part => _expressions.Read(part, what))], DurationText.Read(within, what, nameof(within), _findings)));
    }

    /// <summary>
    /// That a value, such as that of a counter, does not go down from one row to the next of the same key, in order of event time. Of rows of one time the least is held against the greatest of the time before.
    /// Rows in which the value or the key is null, the value is NaN, or that tell of a deletion, are passed over.
    /// </summary>
    /// <param name="value">The value: a number or an instant.</param>
    /// <param name="by">Whose value it is: a column, or several: <c>r => new { r.Site, r.Meter }</c>.</param>
    /// <param name="within">How near to each other two rows are to be compared, such as <c>1d</c>.</param>
    /// <param name="onFail">What becomes of it; not <see cref="OnFail.Reject"/>.</param>
    /// <param name="name">What is expected, in a few words; by default <c>total does not go down by meter</c>.</param>
    public SourceBuilder<T> ExpectMonotone<TValue>(Expression<Func<T, TValue>> value, Expression<Func<T, object?>> by, string within = "1d", OnFail onFail = OnFail.Warn, string? name = null)
    {
        var parts = PartsOf(by);
        name ??= $"{NameOf(value)} does not go down by {NameOf(parts)}";
        var what = WhatOf(name);
        var read = _expressions.Read(value, what);
        if (read.IsUsable && read.Kind is ValueKind.Boolean or ValueKind.String or ValueKind.Embedding) Wrong(SeriesFindings.NoOrder(what, read.Text));
        return Expected(new MonotoneExpectation(name, onFail, [.. parts.Select(part => _expressions.Read(part, what))], DurationText.Read(within, what, nameof(within), _findings), read));
    }

    private static IReadOnlyList<LambdaExpression> PartsOf(LambdaExpression columns) => ExpressionReader.Members(columns) is { } parts ? [.. parts.Select(part => part.Part)] : [columns];

    private string NameOf(IReadOnlyList<LambdaExpression> parts) => string.Join(", ", parts.Select(NameOf));

    private void CheckUsual(string what, VolumeExpectation expectation)
    {
        var (every, slack) = (expectation.Every.Microseconds, expectation.Slack.Microseconds);
        if (expectation.Weeks is < 1 or > SeriesFindings.MostWeeks) Wrong(SeriesFindings.BadUsual(what, "weeks", expectation.Weeks, $"look back 1 to {SeriesFindings.MostWeeks} weeks."));
        if (expectation.MinUsual < 1) Wrong(SeriesFindings.BadUsual(what, "minUsual", expectation.MinUsual, "a share of no rows says nothing: give 1 or more."));
        // What cannot be read has its own finding.
        if (every == 0) return;
        if (VolumeExpectation.Week.Microseconds % every != 0) Wrong(SeriesFindings.BadUsual(what, "every", expectation.Every, "a week must be a whole number of buckets: 15m, 1h, 6h, 1d or 7d."));
        else if (slack % every != 0 || slack > ExpectationDefinition.Day.Microseconds) Wrong(SeriesFindings.BadUsual(what, "slack", expectation.Slack, "give a whole number of buckets, of at most a day."));
    }

    private SourceBuilder<T> Expected(SeriesExpectation expectation)
    {
        if (!IsNew(expectation.Name)) return this;
        if (expectation.OnFail == OnFail.Reject) Wrong(SeriesFindings.NothingToReject(WhatOf(expectation.Name)));
        _series.Add(expectation);
        return this;
    }

    private IReadOnlyList<SeriesExpectation> SeriesExpectations()
    {
        foreach (var expectation in _series)
        {
            var what = WhatOf(expectation.Name);
            if (expectation.OnFail == OnFail.Pause && _stream is not null) Wrong(SeriesFindings.PauseOfStream(what));
            // What comes live is known when the log takes it.
            if (expectation is LatenessExpectation && _knownAt is null && _stream is null) Wrong(SeriesFindings.NeverLate(what, _delay));
        }

        var judged = JudgedRows;
        return [.. _series.Select(expectation => expectation is KeyedExpectation keyed ? keyed with { Judged = judged } : expectation)];
    }
}
