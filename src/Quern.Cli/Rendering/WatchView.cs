using System.Globalization;
using Quern.Drift;
using Quern.Engine.Monitoring;
using Quern.Time;

namespace Quern.Cli.Rendering;

/// <summary>What was found in the rows of a source, as people read it, or as JSON.</summary>
internal static class WatchView
{
    private const int MostFolded = 3;

    public static void Write(Output output, string source, Duration width, IReadOnlyList<WatchReport> reports)
    {
        output.Json(new
        {
            source,
            every = width.ToString(),
            buckets = reports.Select(report => new
            {
                start = report.Start.ToString(),
                report.Learnt,
                report.Figures,
                incidents = report.Incidents.Select(incident => new
                {
                    cause = incident.Cause.ToString(),
                    fault = incident.IsFault,
                    incident.Detail,
                    shift = Shape(incident.Root),
                    folded = incident.Folded.Select(Shape),
                }),
            }),
        });
        foreach (var report in reports)
        {
            output.Line($"{source} {report.Start}: {Summary(report)}");
            foreach (var incident in report.Incidents) Write(output, incident);
        }
    }

    private static string Summary(WatchReport report) => report switch
    {
        { Figures: 0 } => $"too little to learn from, {Numbers.Count(report.Learnt, "bucket")} before it",
        { Incidents.Count: 0 } => $"as before, {Numbers.Count(report.Figures, "figure")} looked at",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Numbers.Count(report.Incidents.Count(incident => incident.IsFault), "fault")}, {Numbers.Count(report.Incidents.Count(incident => !incident.IsFault), "note")}; {Numbers.Count(report.Figures, "figure")} looked at"),
    };

    private static void Write(Output output, Incident incident)
    {
        output.Line($"  {(incident.IsFault ? "fault" : "note"),-6} {SignalText.Name(incident.Cause),-18} {SignalText.Where(incident.Root.Signal)}{(incident.Detail.Length > 0 ? $": {incident.Detail}" : "")}");
        output.Line($"         {SignalText.Text(incident.Root)}");
        foreach (var shift in incident.Folded.Take(MostFolded)) output.Line($"         with it: {SignalText.Where(shift.Signal)}: {SignalText.Text(shift)}");
        if (incident.Folded.Count > MostFolded) output.Line($"         and {Numbers.Count(incident.Folded.Count - MostFolded, "more shift")}");
    }

    private static object Shape(Shift shift) => new
    {
        figure = shift.Signal.Kind.ToString(),
        shift.Signal.Field,
        shift.Signal.By,
        shift.Signal.Slice,
        expected = Numbers.Finite(SignalText.Plain(shift.Signal, shift.Expected)),
        found = Numbers.Finite(SignalText.Plain(shift.Signal, shift.Found)),
        step = Numbers.Finite(shift.Step),
        shift.Probability,
        magnitude = Numbers.Finite(shift.Magnitude),
        shift.Lasts,
    };
}
