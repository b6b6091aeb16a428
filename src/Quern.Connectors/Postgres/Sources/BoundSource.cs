using Quern.Definitions;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>A column that a scan reads.</summary>
/// <param name="Field">Which field of the record it is.</param>
/// <param name="Column">What the database has for it.</param>
internal sealed record BoundColumn(int Field, SourceColumn Column);

/// <summary>A source whose columns are found and fit.</summary>
/// <param name="Definition">The source.</param>
/// <param name="Columns">The columns that are asked for, in the order of the fields.</param>
internal sealed record BoundSource(SourceDefinition Definition, IReadOnlyList<BoundColumn> Columns)
{
    /// <summary>Finds the columns that some fields need; null with findings when anything is wrong.</summary>
    public static BoundSource? Bind(SourceDefinition source, IEnumerable<int> fields, SourceCatalog catalog, string user, List<Finding> findings)
    {
        if (catalog.Columns(findings) is not { } known) return null;
        var (bound, before) = (new List<BoundColumn>(), findings.Count);
        foreach (var index in fields)
        {
            var field = source.Schema.Fields[index];
            var column = known.FirstOrDefault(candidate => candidate.Name == field.Column);
            if (column is null) findings.Add(SourceFindings.MissingColumn(source, field, known));
            else if (known.Count(candidate => candidate.Name == field.Column) > 1) findings.Add(SourceFindings.BadQuery(source, $"Column '{field.Column}' comes more than once."));
            else if (!column.Type.Fits(field)) findings.Add(SourceFindings.WrongType(source, field, column));
            else bound.Add(new(index, column));
        }

        string[] hidden = [.. bound.Where(column => !column.Column.IsReadable).Select(column => column.Column.Name)];
        if (hidden.Length > 0) findings.Add(SourceFindings.NotReadable(source, QualifiedName.Parse(source.Location)!, user, hidden));
        if (findings.Count > before) return null;
        string[] nullable = [.. bound.Where(column => column.Column.MayBeNull == true && !source.Schema.Fields[column.Field].Nullable).Select(column => column.Column.Name)];
        if (nullable.Length > 0) findings.Add(SourceFindings.MayBeNull(source, nullable));
        return new(source, bound);
    }

    /// <summary>The query of a scan.</summary>
    /// <param name="conditions">What must hold of each row.</param>
    public string Select(params IEnumerable<string?> conditions)
    {
        var where = string.Join(" AND ", conditions.OfType<string>().Select(condition => $"({condition})"));
        return $"SELECT {string.Join(", ", Columns.Select(column => Expression(column.Column)))} FROM {SourceCatalog.From(Definition)}{(where.Length == 0 ? "" : " WHERE " + where)}";
    }

    /// <summary>The readers of one thread, in the order of the columns.</summary>
    public CopyReader[] Readers() => [.. Columns.Select(column => column.Column.Type.Reader(Definition.Schema.Fields[column.Field]))];

    private static string Expression(SourceColumn column) => $"{PostgresCatalog.Quote(column.Name)}{(column.Type.Cast is { } type ? $"::{type}" : "")}";
}
