using Quern.Engine.Expectations;
using Quern.Engine.TrainingSets;
using Quern.Stores.DuckDb;
using Quern.Stores.Objects;
using Quern.Stores.Sources;

namespace Quern.Stores.TrainingSets;

/// <summary>Puts the buckets of a training set together: the rows of the spine in its order, as if it had been made at once.</summary>
/// <param name="folder">What paths are relative to.</param>
/// <param name="resources">What it may use; null for all of the machine.</param>
/// <param name="objects">The project's objects, among which buckets may be and where the result may go; null where its settings name none.</param>
public sealed class TrainingSetMerge(string folder, DuckResources? resources = null, ObjectStorage? objects = null)
{
    /// <summary>Merges buckets, and writes the manifest beside the result.</summary>
    /// <param name="parts">The files of all buckets, in any order, each with its manifest.</param>
    /// <param name="output">The file to write.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="QuernException">A bucket is missing, there twice, not of the same training set, or not what its manifest says: everything that is wrong. Or the output cannot be written.</exception>
    public TrainingSetManifest Run(IReadOnlyList<string> parts, string output, CancellationToken cancellation)
    {
        using var staged = StagedOutput.Of(output, Path.GetFullPath(folder), objects);
        var target = OutputTarget.Of(output, staged.File, spine: null);
        using var named = new NamedFiles(Path.GetFullPath(folder), objects);
        // Of an object the manifest comes last: where it is, all is.
        var buckets = parts.Select(part => (Name: part, Manifest: ManifestFile.Read(named.Find(ManifestFile.PathOf(part))))).Select(part => new BucketFile(part.Name, named.Find(part.Name), part.Manifest)).ToArray();
        if (BucketFile.Compare(buckets) is { Count: > 0 } findings) throw new QuernException(findings);
        using var files = new OutputFiles(target.Path);
        try
        {
            using var session = new DuckSession(resources ?? new(), folder);
            using var connection = session.Connect();
            var from = $"read_parquet([{string.Join(", ", buckets.Select(bucket => DuckSql.Literal(SourcePath.Escape(bucket.Path))))}])";
            var select = $"SELECT {Items(connection, from, target)} FROM {from} ORDER BY {SpineBucket.RowColumn}";
            connection.Execute($"COPY ({select}) TO {DuckSql.Literal(files.Whole)} ({target.Options})", cancellation);
            files.Publish();
        }
        catch (Exception failure) when (StoreErrors.Tells(failure))
        {
            throw StoreErrors.ToWrite($"output '{output}'", failure);
        }

        var manifest = Manifest([.. buckets.Select(bucket => bucket.Manifest)], target.Path);
        ManifestFile.Write(target.Path, manifest);
        staged.Publish(cancellation);
        return manifest;
    }

    // As a training set in CSV has them: what is not a single value is JSON text.
    private static string Items(DuckConnection connection, string from, OutputTarget target)
    {
        using var statement = connection.Prepare($"SELECT * EXCLUDE ({SpineBucket.RowColumn}) FROM {from}");
        return string.Join(", ", statement.DescribeColumns().Select(field =>
        {
            var name = DuckSql.Identifier(field.Name);
            return target.IsCsv && field.Type.Id is DuckTypeId.List or DuckTypeId.Map or DuckTypeId.Struct or DuckTypeId.Array ? $"to_json({name})::VARCHAR AS {name}" : name;
        }));
    }

    private static TrainingSetManifest Manifest(TrainingSetManifest[] parts, string path) => parts[0] with
    {
        Bucket = null,
        Rows = parts.Sum(part => part.Rows),
        // Each bucket reads all rows of the sources.
        BadRows = parts.Max(part => part.BadRows),
        RejectedRows = parts.Max(part => part.RejectedRows),
        LeakCheckRows = parts.Sum(part => part.LeakCheckRows),
        PartRows = parts.Max(part => part.PartRows),
        Columns = [.. parts[0].Columns.Select((column, i) => column with { Nulls = parts.Sum(part => part.Columns[i].Nulls) })],
        Expectations = [.. parts.SelectMany(part => part.Expectations).GroupBy(report => (report.Source, report.Name)).Select(Together)],
        OutputHash = ManifestFile.HashOf(path),
        Profile = null,
    };

    // Of a source all buckets have judged the same rows, of features each its own.
    private static ExpectationReport Together(IEnumerable<ExpectationReport> reports)
    {
        ExpectationReport[] all = [.. reports];
        if (all.Distinct().Count() == 1) return all[0];
        return all[0] with { Rows = all.Sum(report => report.Rows), Failed = all.Sum(report => report.Failed), Holds = all.All(report => report.Holds), Note = all.Select(report => report.Note).FirstOrDefault(note => note is not null) };
    }
}
