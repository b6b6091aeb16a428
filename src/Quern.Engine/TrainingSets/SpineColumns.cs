using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.TrainingSets;

/// <summary>Which of a spine's columns a training set uses; all that is missing or doubled is found at once.</summary>
internal static class SpineColumns
{
    private const string UsualTime = "event_timestamp";

    /// <summary>The columns to load: the time first, then join keys, then request fields.</summary>
    public static IReadOnlyList<RequestField> Resolve(TrainingSetRequest request)
    {
        var findings = new List<Finding>();
        var time = Time(request, findings);
        RequestField[] wanted = [.. request.Service.JoinKeys, .. request.Service.Requests];
        findings.AddRange(wanted.Where(field => !Has(request.Spine, field.Name)).Select(field => Missing(request, field)));
        findings.AddRange(Doubled(request));
        return findings.Count == 0 ? [new(time, ValueKind.Timestamp), .. wanted] : throw new QuernException(findings);
    }

    private static string Time(TrainingSetRequest request, List<Finding> findings)
    {
        var times = request.Spine.Columns.Where(column => column.IsTime).Select(column => column.Name).ToArray();
        if (request.TimeColumn is { } named)
        {
            if (!Has(request.Spine, named)) findings.Add(new("QRN3001", $"spine '{request.Spine.Name}' has no time column '{named}'", Columns(request.Spine), "Name one of its columns with --time."));
            return named;
        }

        if (Has(request.Spine, UsualTime)) return UsualTime;
        if (times.Length == 1) return times[0];
        findings.Add(new(
            "QRN3001",
            times.Length == 0 ? $"spine '{request.Spine.Name}' has no time column" : $"spine '{request.Spine.Name}' has {times.Length} time columns, and which holds the instants is not said",
            Columns(request.Spine),
            $"Name the column with --time, or call it '{UsualTime}'."));
        return UsualTime;
    }

    private static Finding Missing(TrainingSetRequest request, RequestField field) => new(
        "QRN3002",
        $"spine '{request.Spine.Name}' has no column '{field.Name}' ({DataType.Scalar(field.Kind)})",
        Columns(request.Spine),
        request.Service.JoinKeys.Contains(field) ? "It is a join key of the service: add it to the spine, or rename a column to it." : "It is a request field of an on-demand feature: add it to the spine.");

    /// <summary>Columns that are there twice, or that a feature's would make so.</summary>
    public static IEnumerable<Finding> Doubled(TrainingSetRequest request)
    {
        var names = request.Spine.Columns.Select(column => column.Name).ToArray();
        foreach (var doubled in names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            yield return new("QRN3003", $"spine '{request.Spine.Name}' has the column '{doubled.Key}' {doubled.Count()} times", Hint: "Give each column a name of its own.");
        foreach (var output in request.Service.Outputs.Where(output => Has(request.Spine, output.Name)))
            yield return new("QRN3003", $"spine '{request.Spine.Name}' already has a column '{output.Name}', which is also a feature's name", Hint: "Rename the spine's column, or give the view an alias in the service.");
    }

    /// <summary>Whether a spine has a column, in any letter case.</summary>
    public static bool Has(ISpine spine, string name) => spine.Columns.Any(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Refuses rows without an instant.</summary>
    public static void RequireTimes(ISpine spine, string column, Int64Column times, long first)
    {
        if (times.HasNulls)
            throw new QuernException(new Finding(
                "QRN3004", $"spine '{spine.Name}' has rows without an instant in '{column}'", $"The first is row {first + times.Nulls.IndexOf(true) + 1}.", "Leave such rows out, or fill the column."));
    }

    private static string Columns(ISpine spine) => "Its columns: " + string.Join(", ", spine.Columns.Select(column => $"{column.Name} ({column.Type})")) + ".";
}
