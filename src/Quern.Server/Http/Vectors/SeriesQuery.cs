using System.Globalization;
using Microsoft.AspNetCore.Http;
using Quern.Protocol.Errors;
using Quern.Time;

namespace Quern.Server.Http.Vectors;

/// <summary>Which instants a series has.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last.</param>
/// <param name="Points">How many there are.</param>
internal sealed record SeriesQuery(Instant From, Instant To, int Points)
{
    private const int UsualPoints = 60;
    private const int MostPoints = 500;
    private static readonly string[] Known = ["from", "to", "points"];

    /// <summary>The instants, evenly apart.</summary>
    public IEnumerable<long> Times => Enumerable.Range(0, Points).Select(point => From.Microseconds + (long)((Int128)(To.Microseconds - From.Microseconds) * point / (Points - 1)));

    /// <summary>Reads it; null with findings when something is wrong.</summary>
    public static SeriesQuery? Read(IQueryCollection query, Instant now, ref List<RequestFinding>? findings)
    {
        foreach (var name in query.Keys.Except(Known)) Add(ref findings, ServerFindings.UnknownQuery(name, string.Join(", ", Known)));
        var (from, to, points) = (InstantOf(query, "from", now, ref findings), InstantOf(query, "to", now, ref findings), UsualPoints);
        if (query.TryGetValue("points", out var text) && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out points) && points is >= 2 and <= MostPoints))
            Add(ref findings, ServerFindings.BadSeries("points", text, $"Give points=N with N from 2 to {MostPoints}; without it there are {UsualPoints}."));
        if (from >= to) Add(ref findings, ServerFindings.BadSeries("from", from.ToString(), "'from' comes before 'to'."));
        return findings is null ? new(from!.Value, to!.Value, points) : null;
    }

    private static Instant? InstantOf(IQueryCollection query, string name, Instant now, ref List<RequestFinding>? findings)
    {
        var text = query.TryGetValue(name, out var values) ? values.ToString() : null;
        if (text is null || !Instant.TryParse(text, out var instant)) Add(ref findings, ServerFindings.BadSeries(name, text, $"Write it as {name}=2001-03-01T00:00:00Z."));
        else if (instant > now) Add(ref findings, ServerFindings.BadSeries(name, text, $"Now is {now}; a series is of the past."));
        else return instant;
        return null;
    }

    private static void Add(ref List<RequestFinding>? findings, Finding finding) => RequestErrors.Add(ref findings, RequestErrors.BadQuery(finding));
}
