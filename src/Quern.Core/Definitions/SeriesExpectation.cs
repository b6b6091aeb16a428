using System.Globalization;
using Quern.Time;

namespace Quern.Definitions;

/// <summary>What the rows of a source together are expected to be, as they follow each other in time.</summary>
/// <param name="Name">Its name, free text of one line; no other expectation of the source has it.</param>
/// <param name="OnFail">What becomes of it where it is not met; never <see cref="Quern.OnFail.Reject"/>, for no single row is at fault.</param>
public abstract record SeriesExpectation(string Name, OnFail OnFail)
{
    /// <summary>What is looked at: <c>volume</c>, <c>freshness</c>, <c>lateness</c>, <c>unique</c> or <c>monotone</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>All that is expected, in canonical text; its name and what becomes of it apart.</summary>
    public abstract string Text { get; }
}

/// <summary>How many rows fall into a bucket of event time.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OnFail">What becomes of it.</param>
/// <param name="Every">How long a bucket is; a whole number of buckets is a week long where <see cref="LeastShare"/> or <see cref="MostShare"/> is set.</param>
public sealed record VolumeExpectation(string Name, OnFail OnFail, Duration Every) : SeriesExpectation(Name, OnFail)
{
    /// <summary>A week, from which buckets are alike.</summary>
    public static Duration Week { get; } = new(7 * 86_400 * Instant.PerSecond);

    /// <summary>The fewest rows that a bucket may have; null for any number.</summary>
    public long? Least { get; init; }

    /// <summary>The most rows; null for any number.</summary>
    public long? Most { get; init; }

    /// <summary>The smallest share of the usual rows that a bucket may have, above 0, at most 1; null for any.</summary>
    public double? LeastShare { get; init; }

    /// <summary>The greatest multiple of the usual rows, at least 1; null for any.</summary>
    public double? MostShare { get; init; }

    /// <summary>Of how many weeks before the median is what is usual.</summary>
    public int Weeks { get; init; }

    /// <summary>How far earlier and later the usual is looked for too, a whole number of buckets: an hour forgives clock changes.</summary>
    public Duration Slack { get; init; }

    /// <summary>From how many usual rows on a share of them says anything.</summary>
    public long MinUsual { get; init; }

    /// <summary>Whether buckets are held against what is usual.</summary>
    public bool IsRelative => LeastShare is not null || MostShare is not null;

    /// <inheritdoc/>
    public override string Kind => "volume";

    /// <inheritdoc/>
    public override string Text
    {
        get
        {
            string?[] parts =
            [
                Least is { } least ? string.Create(CultureInfo.InvariantCulture, $"at least {least}") : null,
                Most is { } most ? string.Create(CultureInfo.InvariantCulture, $"at most {most}") : null,
                LeastShare is { } leastShare ? string.Create(CultureInfo.InvariantCulture, $"at least {leastShare} of the usual") : null,
                MostShare is { } mostShare ? string.Create(CultureInfo.InvariantCulture, $"at most {mostShare} of the usual") : null,
                IsRelative ? string.Create(CultureInfo.InvariantCulture, $"usual of {Weeks} weeks, from {MinUsual} rows on{(Slack == default ? "" : $", give or take {Slack}")}") : null,
            ];
            return $"rows of each {Every}: {string.Join(", ", parts.OfType<string>())}";
        }
    }
}

/// <summary>How long there may be no event.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OnFail">What becomes of it.</param>
/// <param name="Longest">The longest time between an event and the next, and between the last and the instant as of which is judged.</param>
public sealed record FreshnessExpectation(string Name, OnFail OnFail, Duration Longest) : SeriesExpectation(Name, OnFail)
{
    /// <inheritdoc/>
    public override string Kind => "freshness";

    /// <inheritdoc/>
    public override string Text => $"an event every {Longest}";
}

/// <summary>How long after their event time rows may become known.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OnFail">What becomes of it.</param>
/// <param name="Longest">The longest time from event time to known-at of a row that is not late.</param>
/// <param name="MaxShare">The share of the rows of a bucket that may be late, from 0 to 1.</param>
/// <param name="Every">How long a bucket of event time is.</param>
public sealed record LatenessExpectation(string Name, OnFail OnFail, Duration Longest, double MaxShare, Duration Every) : SeriesExpectation(Name, OnFail)
{
    /// <inheritdoc/>
    public override string Kind => "lateness";

    /// <inheritdoc/>
    public override string Text => string.Create(CultureInfo.InvariantCulture, $"known within {Longest}, but for {MaxShare} of each {Every}");
}
