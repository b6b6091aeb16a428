using Quern.Definitions;
using Quern.Engine.Objects;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Sources;

/// <summary>Opens a source in whatever format it is.</summary>
internal static class RelationOpener
{
    public static SourceRelation? Open(SourceDefinition source, SourceFolder folder, DuckConnection connection, List<Finding> findings)
    {
        if (source.Format == SourceFormat.Sql) return QueryRelation.Open(source, folder, connection, findings);
        if (source.Format == SourceFormat.Delta) return DeltaRelation.Open(source, folder, connection, findings);
        var files = SourceFiles.Find(source, folder, connection, findings);
        if (files.Count == 0 || Open(source, files, connection, findings) is not { } relation) return null;
        return source.Format == SourceFormat.Parquet && ObjectLocation.IsMeant(source.Location)
            ? relation with { Bring = columns => ParquetRelation.Over(relation, folder.ObjectFiles(source, new(columns, connection))) }
            : relation;
    }

    /// <summary>Opens one of the files of a source.</summary>
    public static SourceRelation? OpenFile(SourceDefinition source, SourcePath file, DuckConnection connection, List<Finding> findings) => Open(source, [file], connection, findings);

    private static SourceRelation? Open(SourceDefinition source, IReadOnlyList<SourcePath> files, DuckConnection connection, List<Finding> findings) => source.Format switch
    {
        SourceFormat.Parquet => ParquetRelation.Open(source, files, connection, findings),
        SourceFormat.Csv => CsvRelation.Open(source, files, connection, findings),
        _ => JsonRelation.Open(source, files, connection, findings),
    };
}
