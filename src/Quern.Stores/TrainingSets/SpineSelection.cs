using Quern.Stores.Sources;
using Quern.Values;

namespace Quern.Stores.TrainingSets;

/// <summary>A column of a spine to load.</summary>
internal sealed record SpineSelection(SpineRelation Relation, SpineField Field, ValueKind Kind, ColumnRule Rule)
{
    public string Sql => Rule.Cast is { } type ? $"CAST({Field.Sql} AS {type})" : Field.Sql;
}
