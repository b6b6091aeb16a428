using Quern.Definitions;
using Quern.Engine.Served;
using Quern.Planning;
using Quern.Time;

namespace Quern.Cli.Rendering;

/// <summary>How promises of availability were kept, as people read it, or as JSON.</summary>
internal static class AvailabilityView
{
    public static void Write(Output output, IReadOnlyList<PointInTimeDefinition> points, Interval served, IReadOnlyList<(ServicePlan Service, IReadOnlyList<AvailabilityReport> Promises)> reports)
    {
        output.Json(new
        {
            from = served.Start.ToString(),
            to = served.End.ToString(),
            services = reports.Select(report => new { service = report.Service.Name, pointInTime = report.Service.PointInTime, promises = report.Promises.Select(Shape) }),
        });
        foreach (var point in reports.GroupBy(report => report.Service.PointInTime))
        {
            var description = points.FirstOrDefault(one => one.Name == point.Key)?.Labels.Description;
            output.Line($"at {point.Key}{(string.IsNullOrEmpty(description) ? "" : $": {description}")}");
            foreach (var (service, promises) in point)
                foreach (var promise in promises)
                    output.Line($"  {(promise.IsKept ? "ok" : "broken"),-7} {service.Name}  {Text(promise)}");
        }
    }

    private static string Text(AvailabilityReport report)
    {
        var promise = report.Promise;
        var promised = $"{promise.Of}{(promise.Within is { } within ? $" within {within}" : "")}: ";
        if (report.Share is not { } share) return $"{promised}nothing was read";
        string[] lacking = [.. report.Missing.OrderByDescending(missing => missing.Value).Select(missing => $"{Numbers.Count(missing.Value)} missing ({missing.Key})"), .. report.Older > 0 ? [$"{Numbers.Count(report.Older)} older"] : Array.Empty<string>()];
        return $"{promised}{Percent(share)} of {Numbers.Count(report.Reads, "read")}, promised {Percent(promise.Share)}{(lacking.Length > 0 ? $"; {string.Join(", ", lacking)}" : "")}";
    }

    private static string Percent(double share) => share.ToString("0.#### %", System.Globalization.CultureInfo.InvariantCulture);

    private static object Shape(AvailabilityReport report) => new { of = report.Promise.Of, within = report.Promise.Within?.ToString(), promised = report.Promise.Share, report.Reads, report.Missing, report.Older, report.Share, kept = report.IsKept };
}
