using Quern.Engine.Kernel;
using Quern.Engine.Objects;
using Quern.Engine.Sources;
using Quern.Engine.TrainingSets;
using Quern.Planning;
using Quern.Schema;
using Quern.Stores.DuckDb;
using Quern.Stores.Objects;
using Quern.Stores.Sources;
using Quern.Stores.TrainingSets;
using Quern.Values;

namespace Quern.Stores.Spark;

/// <summary>Writes a training set as a script for Spark, with the two files that the kernel needs beside it.</summary>
/// <param name="reader">Reads the project's sources.</param>
/// <param name="project">The project's folder.</param>
/// <param name="folder">What the paths of spines and outputs are relative to.</param>
/// <param name="storage">The project's objects; null where its settings name none.</param>
public sealed class SparkForm(ISourceReader reader, string project, string folder, ObjectStorage? storage = null)
{
    /// <summary>Writes the script; no row is read, though of Parquet objects their footers, and other objects whole, come to this machine.</summary>
    /// <param name="order">What is asked for; <see cref="TrainingSetOrder.Out"/> is the folder that gets the training set.</param>
    /// <param name="service">The features that it asks for.</param>
    /// <param name="commit">The commit of the registry that they are of.</param>
    /// <param name="assembly">The compiled definitions of that commit.</param>
    /// <param name="script">The file to write.</param>
    /// <exception cref="QuernException">The spine or a source cannot be read as it must be: everything that is wrong.</exception>
    public void Write(TrainingSetOrder order, ServicePlan service, int commit, byte[] assembly, string script)
    {
        var findings = new List<Finding>();
        using var session = new DuckSession(new(), project);
        using var connection = session.Connect();
        var (spine, rows) = Spine(order, service, connection, findings);
        using var objects = storage is null ? null : new ObjectFiles(storage);
        var sources = Sources(service, order.AsKnown, objects, connection, findings);
        if (findings.Exists(finding => finding.Severity == Severity.Error)) throw new QuernException(findings);
        var header = new KernelHeader
        {
            Format = KernelHeader.CurrentFormat,
            Quern = KernelProgram.Version,
            Commit = commit,
            Assembly = SparkFiles.Of(script).Assembly,
            AssemblyHash = ContentHash.Of(assembly),
            Service = order.Service,
            Features = order.Features,
            Definitions = service.Definitions,
            AsKnown = order.AsKnown,
            Statuses = order.Statuses,
            OnBadRow = order.OnBadRow,
            Rows = rows,
            Events = sources.ToDictionary(source => source.Key, source => Raw(source.Value)),
        };
        Write(header, assembly, script, SparkScript.Write(service, spine!, sources, SparkFiles.Of(script), Places(order, script), order.Statuses));
    }

    private SparkPlaces Places(TrainingSetOrder order, string script) => new(
        "quern", "file://" + Path.GetFullPath(project), "file://" + Path.GetDirectoryName(Path.GetFullPath(script, folder)), order.Out.Contains("://", StringComparison.Ordinal) ? SparkSource.PathOf(order.Out) : "file://" + Path.GetFullPath(order.Out, folder));

    private void Write(KernelHeader header, byte[] assembly, string script, string text)
    {
        var (path, files) = (Path.GetFullPath(script, folder), SparkFiles.Of(script));
        var own = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(own);
        // The script last, so that what it names is there.
        File.WriteAllBytes(Path.Combine(own, files.Assembly), assembly);
        File.WriteAllText(Path.Combine(own, files.Header), header.ToJson() + "\n");
        File.WriteAllText(path, text);
    }

    private static RawEvents Raw(SparkSource source) =>
        new(source.Definition.Name, [.. source.Columns.OrderBy(column => column.Key).Select(column => new RawColumn(source.Definition.Schema.Fields[column.Key].Column, column.Value.Form))]);

    private Dictionary<string, SparkSource> Sources(ServicePlan service, bool asKnown, ObjectFiles? objects, DuckConnection connection, List<Finding> findings)
    {
        var (at, sources) = (new SourceFolder(Path.GetFullPath(project), new Dictionary<string, long>(), objects), new Dictionary<string, SparkSource>());
        var told = new HashSet<Finding>();
        foreach (var part in KernelPart.Of(service))
        {
            var (source, own) = (part.View.Definition.Source, new List<Finding>());
            var snapshot = source.Stream is null ? null : reader.Snapshot(source);
            var fields = new EventStep(part, asKnown, new(BadRowPolicy.Fail), new(Stream.Null)).Fields;
            if (SparkSource.Of(source, fields, at, snapshot, connection, own) is { } found) sources[part.Name] = found;
            // Two views may read what is wrong of one source.
            findings.AddRange(own.Where(told.Add));
        }

        return sources;
    }

    private (SparkSpine? Spine, IReadOnlyList<RawColumn> Rows) Spine(TrainingSetOrder order, ServicePlan service, DuckConnection connection, List<Finding> findings)
    {
        if (!order.Spine!.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
        {
            findings.Add(SparkFindings.NoParquet(order.Spine));
            return default;
        }

        using var spine = DuckSpine.Open(order.Spine, folder, point: order.PointInTime, storage: storage);
        IReadOnlyList<RequestField> wanted;
        try
        {
            wanted = TrainingSetRun.Columns(new(service, spine, order.TimeColumn, order.AsKnown, order.Statuses, new(order.OnBadRow)));
        }
        catch (QuernException failure)
        {
            findings.AddRange(failure.Findings);
            return default;
        }

        if (spine.Columns.Any(column => string.Equals(column.Name, SpineBucket.RowColumn, StringComparison.OrdinalIgnoreCase))) findings.Add(SpineFindings.HasRows(spine.Name));
        using var statement = connection.Prepare($"SELECT * FROM read_parquet({DuckSql.Literal(SourcePath.Escape(spine.Path!))})");
        var types = statement.DescribeColumns();
        var columns = wanted.Select(field => Column(spine.Name, field, types, findings)).ToArray();
        RawColumn[] raw = [new(SpineBucket.RowColumn, RawForm.Plain), .. wanted.Zip(columns, (field, column) => new RawColumn(field.Name, column?.Form ?? RawForm.Plain))];
        var number = new SparkColumn($"CAST({SpineBucket.RowColumn} AS STRING)", RawForm.Plain);
        return (new(SparkSource.PathOf(Within(order.Spine)), order.PointInTime, [.. types.Select(type => type.Name)], [number, .. columns.OfType<SparkColumn>()]), raw);
    }

    // A file of the project is found where the project is.
    private string Within(string location)
    {
        if (ObjectLocation.IsMeant(location)) return location;
        var within = Path.GetRelativePath(Path.GetFullPath(project), Path.GetFullPath(location, folder));
        return within.StartsWith("..", StringComparison.Ordinal) ? Path.GetFullPath(location, folder) : within;
    }

    private static SparkColumn? Column(string spine, RequestField wanted, IReadOnlyList<DuckField> types, List<Finding> findings)
    {
        var found = types.FirstOrDefault(type => type.Name == wanted.Name) ?? types.First(type => string.Equals(type.Name, wanted.Name, StringComparison.OrdinalIgnoreCase));
        if (ColumnRule.ForSpine(wanted.Kind, found.Type) is null)
        {
            findings.Add(SpineFindings.WrongType(spine, wanted, found.Type));
            return null;
        }

        if (SparkColumn.Of(found.Name, found.Type, new Field(found.Name, found.Name, wanted.Kind, Nullable: true), out var reason) is { } column) return column;
        findings.Add(SparkFindings.WrongType($"spine '{spine}'", found.Name, found.Type.ToString(), reason));
        return null;
    }
}
