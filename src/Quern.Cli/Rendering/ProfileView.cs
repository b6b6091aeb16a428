using Quern.Profiles;
using Quern.Time;

namespace Quern.Cli.Rendering;

/// <summary>A profile as people read it, or as JSON.</summary>
internal static class ProfileView
{
    public static void Write(Output output, string source, Duration width, Instant first, Instant last, int buckets, RowProfile profile)
    {
        output.Json(new
        {
            source,
            every = width.ToString(),
            from = first.ToString(),
            to = (last + width).ToString(),
            buckets,
            rows = profile.Rows,
            repeated = profile.Repeated,
            hours = profile.Hours,
            fields = profile.Names.Zip(profile.Fields, FieldTable.Shape),
        });
        output.Line($"{source}: {Numbers.Count(profile.Rows, "row")} from {first} to {last + width}, {Numbers.Count(buckets, "bucket")} of {width}; {Numbers.Percent(profile.Repeated)} of rows repeat another");
        output.Line(FieldTable.Heading);
        foreach (var (name, field) in profile.Names.Zip(profile.Fields)) output.Line(FieldTable.Line(name, field));
    }
}
