using Quern.Definitions;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Sources;

/// <summary>A column that a scan reads.</summary>
/// <param name="Field">Which field of the record it is.</param>
/// <param name="Name">The column's name in the file.</param>
/// <param name="Type">Its type there.</param>
/// <param name="Rule">How it becomes the field's kind.</param>
internal sealed record BoundColumn(int Field, string Name, DuckType Type, ColumnRule Rule);

/// <summary>A source whose columns are found and fit.</summary>
internal sealed record BoundSource(SourceDefinition Definition, SourceRelation Relation, IReadOnlyList<BoundColumn> Columns)
{
    /// <summary>Finds the files and columns that some fields need; null with findings when anything is wrong.</summary>
    public static BoundSource? Bind(SourceDefinition source, IEnumerable<int> fields, SourceFolder folder, DuckConnection connection, List<Finding> findings)
    {
        if (RelationOpener.Open(source, folder, connection, findings) is not { } relation) return null;
        var columns = new List<BoundColumn>();
        var shown = relation.Table ?? (relation.Files.Count == 0 ? null : relation.Files[0].Shown);
        foreach (var index in fields)
        {
            var field = source.Schema.Fields[index];
            var position = relation.IndexOf(field.Column);
            // A JSON object need not have every member, and only the first lines were looked at.
            var mayLack = position < 0 && relation.IsJson && field.Nullable;
            if (position < 0) findings.Add(SourceFindings.MissingColumn(source, field, relation.Columns, shown) with { Severity = mayLack ? Severity.Warning : Severity.Error });
            if (position < 0 && !mayLack) continue;
            var column = mayLack ? new(field.Column, DuckType.Varchar) : relation.Columns[position];
            var rule = relation.IsText ? ColumnRule.ForText(field) : ColumnRule.For(field, column.Type);
            if (rule is null) findings.Add(SourceFindings.WrongType(source, field, column, relation.Columns, shown));
            else columns.Add(new(index, column.Name, column.Type, rule));
        }

        return findings.Exists(finding => finding.Severity == Severity.Error) ? null : new(source, relation, columns);
    }

    /// <summary>The source with its columns on this machine.</summary>
    /// <exception cref="QuernException">They cannot be brought.</exception>
    public BoundSource Brought() => Relation.Bring is { } bring ? this with { Relation = bring([.. Columns.Select(column => column.Name)]) } : this;

    /// <summary>The query of a scan: place and file where they are known, of JSON what is wrong with the line, then the columns.</summary>
    public string Select(string? where)
    {
        if (Relation.IsJson) return JsonRelation.Select(Relation, Columns.Select(column => column.Name));
        string?[] extra = [Relation.Place, Relation.File];
        var items = extra.OfType<string>().Concat(Columns.Select(Expression)).DefaultIfEmpty("1::BIGINT");
        return $"SELECT {string.Join(", ", items)} FROM {Relation.From}{(where is null ? "" : " WHERE " + where)}";
    }

    /// <summary>The readers of one thread, in the order of the columns.</summary>
    public ColumnReader[] Readers() => [.. Columns.Select(column => column.Rule.Create(Definition.Schema.Fields[column.Field].Nullable))];

    private static string Expression(BoundColumn column)
    {
        var name = DuckSql.Identifier(column.Name);
        return column.Rule.Cast is { } type ? $"CAST({name} AS {type})" : name;
    }
}
