using Quern.Engine.Monitoring;
using Quern.Values;

namespace Quern.Cli.Rendering;

/// <summary>The profile of a training set as people read it, or as JSON.</summary>
internal static class TrainingProfileView
{
    public static void Write(Output output, TrainingSetProfile set)
    {
        var profile = set.Profile;
        output.Json(new
        {
            trainingSet = set.Output,
            set.Service,
            set.Commit,
            made = set.Made.ToString(),
            set.OutputHash,
            profile.Rows,
            profile.Sampled,
            every = profile.Width.ToString(),
            from = profile.Starts.Count == 0 ? null : profile.Starts[0].ToString(),
            to = profile.Starts.Count == 0 ? null : (profile.Starts[^1] + profile.Width).ToString(),
            blocks = profile.Starts.Count,
            fields = profile.Columns.Select(column => new
            {
                feature = column.IsFeature,
                profile = FieldTable.Shape(column.Name, column.Whole),
                statuses = Enum.GetValues<FeatureStatus>().Where(status => column.RowsOf(status) > 0).ToDictionary(StatusName.Of, column.RowsOf),
                nullRates = column.Blocks.Select(block => block.Rows == 0 ? 0 : (double)block.Nulls / block.Rows),
            }),
            skipped = profile.Skipped.ToDictionary(column => column.Column, column => column.Reason),
        });
        var sample = profile.Sampled < profile.Rows ? $", of which {Numbers.Count(profile.Sampled)} were looked at" : "";
        var time = profile.Starts.Count == 0 ? "" : $" from {profile.Starts[0]} to {profile.Starts[^1] + profile.Width}, {Numbers.Count(profile.Starts.Count, "block")} of {profile.Width}";
        output.Line($"{Path.GetFileName(set.Output)}: {Numbers.Count(profile.Rows, "row")}{sample}{time}; made {set.Made} of {set.Service ?? "named features"} by version {set.Commit}");
        output.Line(FieldTable.Heading);
        foreach (var column in profile.Columns) output.Line(FieldTable.Line(column.Name, column.Whole, hasAges: false));
        foreach (var (column, reason) in profile.Skipped) output.Line($"  {column,-20} {reason}");
    }
}
