namespace Quern.Engine.Registry.Code.Tests;

/// <summary>Found in this assembly, whose PDB has this file, when its bytes are loaded as definitions.</summary>
public sealed class WrittenFeatures : FeatureRepository
{
    public Entity Thing => Entity("written_thing"); // behind it

    // Above it, with a brace: {
    /* and another comment */
    [Obsolete("An attribute; with a semicolon and a brace }")]
    public Source<WrittenRow> WrittenRows => Parquet<WrittenRow>("rows.parquet", source => source
        .EventTime(row => row.At));

    /// <summary>With accessors and an initializer.</summary>
    public FeatureView WrittenLatest { get; } = Parquet<WrittenRow>("rows.parquet", source => source.EventTime(row => row.At), name: "written_rows")
        .By(Entity("written_thing"), row => row.Id).Latest(row => new { row.Value }, name: "written_latest");

    public FeatureView WrittenCounts
    {
        get
        {
            const string Text = """
                not } the { end;
                """;
            return Rows2().By(Thing, row => row.Id).Windows("1h").Aggregate(w => new { Count = w.Count() }).Describe(Text + $"{Thing.Definition.Name + $"{{{"}"}"}" + '}' + @"\");
        }
    }

    public FeatureView WrittenCounts2 => WrittenCounts.Version(2);

    public FeatureService WrittenService => Service([.. Enumerable.Range(1, 2).Select(n => (ServiceItem)Make($"written_made{n}"))]);

    [OnDemand]
    public static double? WrittenMethod(double? count_1h) =>
        count_1h switch
        {
            { } many when many > 1 => many,
            _ => null,
        };

#line hidden
    public Entity Directed => Entity("written_directed");
#line default

#pragma warning disable CS0618 // That it is old is what its attribute is for.
    private Source<WrittenRow> Rows2() => WrittenRows;
#pragma warning restore CS0618

    private FeatureView Make(string name) => Rows2().By(Thing, row => row.Id).Latest(row => new { row.Value }, name: name);
}

public sealed record WrittenRow(DateTimeOffset At, string Id, double Value);
