using Quern.Engine.Monitoring;
using Quern.Engine.Served;
using Quern.Profiles;
using Quern.Time;

namespace Quern.Cli.Rendering;

/// <summary>The profile of what was served of a service as people read it, or as JSON.</summary>
internal static class ServedProfileView
{
    public static void Write(Output output, ServedShape service, Duration width, IReadOnlyDictionary<Instant, RowProfile> buckets)
    {
        var all = RowProfile.MergeAll([.. buckets.OrderBy(bucket => bucket.Key).Select(bucket => bucket.Value)])!;
        var (first, last) = (buckets.Keys.Min(), buckets.Keys.Max() + width);
        var fields = all.Names.Zip(all.Fields).ToDictionary(field => field.First, field => field.Second);
        string[] shown = [.. service.Inputs.Select(field => field.Name), .. service.Plan.Outputs.Select(output => output.Name)];
        output.Json(new
        {
            service = service.Service,
            every = width.ToString(),
            from = first.ToString(),
            to = last.ToString(),
            buckets = buckets.Count,
            rows = all.Rows,
            hours = all.Hours,
            fields = shown.Select(name => new { profile = FieldTable.Shape(name, fields[name]), statuses = Statuses(fields, name).ToDictionary(status => status.Text, status => status.Count) }),
            ages = service.Timed.Select(name => FieldTable.Shape(name, fields[name + ServedProfiler.Age])),
        });
        output.Line($"{service.Service}: {Numbers.Count(all.Rows, "row")} served from {first} to {last}, {Numbers.Count(buckets.Count, "bucket")} of {width}");
        output.Line(FieldTable.Heading);
        foreach (var name in shown)
        {
            output.Line(FieldTable.Line(name, fields[name]));
            var statuses = Statuses(fields, name).Where(status => status.Text != "PRESENT").ToArray();
            if (statuses.Length > 0) output.Line($"    {string.Join(", ", statuses.Select(status => $"{status.Text} {Numbers.Percent(status.Count / (double)fields[name].Rows)}"))}");
        }

        output.Line("  how old the events were that were told, in seconds");
        foreach (var name in service.Timed) output.Line(FieldTable.Line(name, fields[name + ServedProfiler.Age]));
    }

    private static IReadOnlyList<FrequentValue> Statuses(Dictionary<string, ValueProfile> fields, string name) => fields.TryGetValue(name + ServedProfiler.Status, out var statuses) ? statuses.Frequent : [];
}
