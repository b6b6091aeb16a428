using Quern.Schema;
using Quern.Values;

namespace Quern.Stores.Delta;

/// <summary>What a table that Quern writes holds.</summary>
/// <param name="Schema">What a row is: a column of the table for each field, by its <see cref="Field.Column"/>; instants are Delta's <c>timestamp</c>. In the table every column may be null.</param>
public sealed record DeltaTableDefinition(RowSchema Schema)
{
    /// <summary>The table property that keeps <see cref="TimeColumn"/>.</summary>
    internal const string TimeProperty = "quern.timeColumn";

    /// <summary>The table property that keeps <see cref="DateColumn"/>.</summary>
    internal const string DateProperty = "quern.dateColumn";

    /// <summary>The column of instants by which the rows of a file are ordered; null (the default) keeps the order in which they are given.</summary>
    public string? TimeColumn { get; init; }

    /// <summary>The name of a further column with the day (UTC) of <see cref="TimeColumn"/>, by which the files are partitioned; null (the default) for none.</summary>
    public string? DateColumn { get; init; }

    /// <summary>What the table is, for people; null (the default) for nothing.</summary>
    public string? Description { get; init; }

    /// <summary>Columns after those of the schema, of types that no field has.</summary>
    internal IReadOnlyList<DeltaColumn> Further { get; init; } = [];

    /// <summary>The field of <see cref="TimeColumn"/>; -1 for none.</summary>
    internal int TimeField { get; private init; } = -1;

    internal IReadOnlyList<DeltaColumn> Columns =>
        [.. Schema.Fields.Select(item => new DeltaColumn(item.Column, DeltaTypes.Of(item.Kind))), .. Further, .. DateColumn is null ? Array.Empty<DeltaColumn>() : [new(DateColumn, DeltaTypes.Date)]];

    internal IReadOnlyDictionary<string, string?> Properties
    {
        get
        {
            var properties = new SortedDictionary<string, string?>(StringComparer.Ordinal);
            if (TimeColumn is not null) properties[TimeProperty] = TimeColumn;
            if (DateColumn is not null) properties[DateProperty] = DateColumn;
            return properties;
        }
    }

    /// <summary>The same, its parts found to fit each other.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    internal DeltaTableDefinition Checked()
    {
        var names = Columns.Select(column => column.Name).ToArray();
        if (names.Distinct(StringComparer.OrdinalIgnoreCase).Count() != names.Length) throw new ArgumentException($"Two columns of {Schema.Name} have one name.");
        var time = TimeColumn is null ? -1 : names.IndexOf(TimeColumn);
        if (TimeColumn is not null && (time < 0 || Schema.Fields[time].Kind != ValueKind.Timestamp)) throw new ArgumentException($"'{TimeColumn}' is no column of instants of {Schema.Name}.");
        return DateColumn is not null && time < 0 ? throw new ArgumentException("Days are those of a time column.") : this with { TimeField = time };
    }
}
