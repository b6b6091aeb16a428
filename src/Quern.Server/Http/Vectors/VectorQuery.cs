using System.Globalization;
using Microsoft.AspNetCore.Http;
using Quern.Protocol.Errors;
using Quern.Time;

namespace Quern.Server.Http.Vectors;

/// <summary>What an address says after the question mark.</summary>
/// <param name="At">The past instant that is asked for; null for now.</param>
/// <param name="ErrorBounds">Whether error bounds are told.</param>
/// <param name="Events">How many events of each value are told.</param>
/// <param name="DeadlineMs">How many milliseconds the answer may take; null for as long as it takes.</param>
internal sealed record VectorQuery(Instant? At, bool ErrorBounds, int Events, int? DeadlineMs)
{
    private const int MostEvents = 10_000;
    private const int LongestDeadline = 600_000;
    private const int SomeEvents = 100;

    /// <summary>What <c>POST /v1/vectors</c> knows.</summary>
    public static IReadOnlyList<QueryPart> OfVectors { get; } =
    [
        QueryPart.Instant("at", "Reads history as of this past instant; now without it. Not together with deadline_ms."),
        QueryPart.Truth("error_bounds", "Whether to tell how far approximate values may be off."),
        QueryPart.Whole("deadline_ms", "Answers after so many milliseconds with what is read by then, and tells of each other value TIMED_OUT, or by the service's fallback DEFAULT or LAST_GOOD.", 1, LongestDeadline),
    ];

    /// <summary>What <c>POST /v1/explain</c> knows.</summary>
    public static IReadOnlyList<QueryPart> OfExplanations { get; } =
    [
        QueryPart.Instant("at", "Explains this past instant, from history alone; now without it."),
        QueryPart.Whole("events", $"How many events of each value are told; {SomeEvents} without it.", 0, MostEvents),
    ];

    /// <summary>Reads it.</summary>
    /// <param name="query">The parts.</param>
    /// <param name="known">Which of them the route has.</param>
    /// <param name="now">The server's now.</param>
    /// <param name="findings">Gets everything that is wrong.</param>
    public static VectorQuery Read(IQueryCollection query, IReadOnlyList<QueryPart> known, Instant now, ref List<RequestFinding>? findings)
    {
        var (at, bounds, events, deadline) = ((Instant?)null, false, SomeEvents, (int?)null);
        foreach (var (name, values) in query)
        {
            var text = values.ToString();
            if (!known.Any(part => part.Name == name)) Add(ref findings, ServerFindings.UnknownQuery(name, string.Join(", ", known.Select(part => part.Name))));
            else if (name == "at") at = InstantOf(text, now, ref findings);
            else if (name == "error_bounds")
            {
                if (!bool.TryParse(text, out bounds)) Add(ref findings, ServerFindings.BadTruth(name, text));
            }
            else if (name == "deadline_ms")
            {
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= LongestDeadline) deadline = limit;
                else Add(ref findings, ServerFindings.BadDeadline(text, LongestDeadline));
            }
            else if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out events) || events > MostEvents) Add(ref findings, ServerFindings.BadEventCount(text, MostEvents));
        }

        if (query.ContainsKey("at") && deadline is not null) Add(ref findings, ServerFindings.DeadlineInThePast());
        return new(at, bounds, events, deadline);
    }

    private static Instant? InstantOf(string text, Instant now, ref List<RequestFinding>? findings)
    {
        if (!Instant.TryParse(text, out var at)) Add(ref findings, ServerFindings.BadAt(text));
        else if (at > now) Add(ref findings, ServerFindings.FutureInstant(at.ToString(), now.ToString()));
        else return at;
        return null;
    }

    private static void Add(ref List<RequestFinding>? findings, Finding finding) => RequestErrors.Add(ref findings, RequestErrors.BadQuery(finding));
}
