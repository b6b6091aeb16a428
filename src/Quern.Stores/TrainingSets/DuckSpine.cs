using Quern.Engine.TrainingSets;
using Quern.Planning;
using Quern.Stores.DuckDb;
using Quern.Stores.Objects;
using Quern.Stores.Sources;
using Quern.Values;

namespace Quern.Stores.TrainingSets;

/// <summary>
/// A spine from a Parquet, CSV or NDJSON file, or from a query. A Parquet file is read where it lies; the rows of anything else are read once, in their order, into a table of DuckDB's, which
/// spills to disk. Columns have the types that DuckDB gives them: for CSV and NDJSON the narrowest that every row fits. A key is never cast from a number to text or back, except that a
/// CSV column that is wanted as text is the text that stands in the file. Not safe for use from several threads.
/// </summary>
public sealed class DuckSpine : ISpine, IDisposable
{
    private readonly SpineOrigin _origin;
    private readonly NamedFiles _files;
    private IReadOnlyList<DuckField> _fields;
    private readonly Dictionary<string, SpineRelation> _texts = [];
    private SpineRelation? _relation;
    private long? _count;
    private int _tables;

    private DuckSpine(SpineOrigin origin, NamedFiles files, DuckSession session, string? point, SpineBucket? bucket)
    {
        (_origin, _files, Session) = (origin, files, session);
        _fields = Describe();
        if (point is not null)
        {
            if (!_fields.Any(field => string.Equals(field.Name, SpineOrigin.PointColumn, StringComparison.OrdinalIgnoreCase))) throw new QuernException(SpineFindings.NoPoint(Name, point));
            _origin = origin.At(point);
        }

        // Of all of its rows, whichever of them are taken.
        SnapshotId = _origin.SnapshotId;
        if (bucket is not null)
        {
            if (_fields.Any(field => string.Equals(field.Name, SpineBucket.RowColumn, StringComparison.OrdinalIgnoreCase))) throw new QuernException(SpineFindings.HasRows(Name));
            _origin = _origin.Of(bucket with { Keys = [.. bucket.Keys.Where(key => _fields.Any(field => string.Equals(field.Name, key, StringComparison.OrdinalIgnoreCase)))] });
            _fields = Describe();
        }

        Columns = [.. _fields.Select((field, i) => new SpineColumn(i < origin.Header?.Count ? origin.Header[i] : field.Name, field.Type.ToString(), IsTime(field.Type.Id), KindOf(field.Type.Id)))];
    }

    /// <inheritdoc/>
    public string Name => _origin.Name;

    /// <inheritdoc/>
    public IReadOnlyList<SpineColumn> Columns { get; }

    /// <inheritdoc/>
    public string SnapshotId { get; }

    internal DuckSession Session { get; }

    internal string? Path => _origin.Path;

    /// <summary>Opens a file, by its extension.</summary>
    /// <param name="location">Its path, relative to <paramref name="folder"/>.</param>
    /// <param name="folder">What paths are relative to.</param>
    /// <param name="resources">What reading it, and writing a training set over it, may use; null for all of the machine.</param>
    /// <param name="point">The named point in time whose rows are wanted, by the column <c>point_in_time</c>; null for all rows.</param>
    /// <param name="bucket">The share of the rows that is wanted, with a column more for their places; null for all.</param>
    /// <param name="storage">The project's objects, in one of which the rows may be; null where its settings name none.</param>
    /// <exception cref="QuernException">The file is missing, unreadable or of another format, or has no such column.</exception>
    public static DuckSpine Open(string location, string folder, DuckResources? resources = null, string? point = null, SpineBucket? bucket = null, ObjectStorage? storage = null) =>
        Open(files => SpineOrigin.OfFile(location, files), new(folder, storage), folder, resources, point, bucket);

    /// <summary>Opens a query in DuckDB's dialect. Without an ORDER BY the rows' order is DuckDB's choice, and may differ from run to run.</summary>
    /// <param name="sql">One SELECT.</param>
    /// <param name="folder">What paths in it are relative to.</param>
    /// <param name="resources">What reading it, and writing a training set over it, may use; null for all of the machine.</param>
    /// <param name="point">The named point in time whose rows are wanted, by the column <c>point_in_time</c>; null for all rows.</param>
    /// <param name="bucket">The share of the rows that is wanted, with a column more for their places; null for all.</param>
    /// <exception cref="QuernException">It is no SELECT, DuckDB refuses it, or it has no such column.</exception>
    public static DuckSpine Query(string sql, string folder, DuckResources? resources = null, string? point = null, SpineBucket? bucket = null) =>
        Open(_ => SpineOrigin.OfQuery(sql), new(folder, null), folder, resources, point, bucket);

    /// <inheritdoc/>
    public long Count(CancellationToken cancellation) => Read(connection => CountRows(connection, cancellation));

    /// <inheritdoc/>
    public IReadOnlyList<Column> Load(IReadOnlyList<RequestField> columns, long first, int count, CancellationToken cancellation) => Read(connection =>
    {
        var relation = Relation(connection, cancellation);
        var rows = CountRows(connection, cancellation);
        var findings = new List<Finding>();
        var wanted = columns.Select(column => Find(relation, column, connection, findings, cancellation)).ToArray();
        if (findings.Count > 0) throw new QuernException(findings);
        var loaded = new Column[columns.Count];
        foreach (var group in Enumerable.Range(0, wanted.Length).GroupBy(i => wanted[i]!.Relation))
        {
            var loader = new SpineLoader(Name, [.. group.Select(i => wanted[i]!)], first, count);
            var values = loader.Run(connection, rows, cancellation);
            foreach (var (i, column) in group.Zip(values)) loaded[i] = column;
        }

        return loaded;
    });

    /// <summary>Closes the database.</summary>
    public void Dispose()
    {
        Session.Dispose();
        _files.Dispose();
    }

    /// <summary>The rows, to be read by a query on any connection of <see cref="Session"/>.</summary>
    internal SpineRelation Relation(DuckConnection connection, CancellationToken cancellation)
    {
        var isHidden = _fields.Any(field => string.Equals(field.Name, SpineOrigin.NumberColumn, StringComparison.OrdinalIgnoreCase));
        return _relation ??= _origin.NumberedQuery is { } query && !isHidden
            ? new($"({query})", SpineOrigin.NumberColumn, [.. _fields.Select(field => new SpineField(field.Name, DuckSql.Identifier(field.Name), field.Type))])
            : CreateTable(_origin.Query, _fields, connection, cancellation);
    }

    private static DuckSpine Open(Func<NamedFiles, SpineOrigin> origin, NamedFiles files, string folder, DuckResources? resources, string? point, SpineBucket? bucket)
    {
        DuckSession? session = null;
        try
        {
            var found = origin(files);
            session = new(resources ?? new(), folder);
            return new DuckSpine(found, files, session, point, bucket);
        }
        catch
        {
            session?.Dispose();
            files.Dispose();
            throw;
        }
    }

    private static bool IsTime(DuckTypeId type) => type
        is DuckTypeId.Timestamp or DuckTypeId.TimestampTz or DuckTypeId.TimestampS or DuckTypeId.TimestampMs or DuckTypeId.TimestampNs or DuckTypeId.TimestampTzNs or DuckTypeId.Date;

    // Whole numbers of more than 64 bits are taken as reals.
    private static ValueKind? KindOf(DuckTypeId type) => type switch
    {
        DuckTypeId.Boolean => ValueKind.Boolean,
        DuckTypeId.TinyInt or DuckTypeId.SmallInt or DuckTypeId.Integer or DuckTypeId.BigInt or DuckTypeId.UTinyInt or DuckTypeId.USmallInt or DuckTypeId.UInteger => ValueKind.Int64,
        DuckTypeId.UBigInt or DuckTypeId.HugeInt or DuckTypeId.Decimal or DuckTypeId.Float or DuckTypeId.Double => ValueKind.Float64,
        DuckTypeId.Varchar or DuckTypeId.Uuid or DuckTypeId.Enum => ValueKind.String,
        _ => IsTime(type) ? ValueKind.Timestamp : null,
    };

    private IReadOnlyList<DuckField> Describe()
    {
        try
        {
            using var connection = Session.Connect();
            using var statement = connection.Prepare(_origin.Query);
            return statement.DescribeColumns();
        }
        catch (DuckException failure)
        {
            throw new QuernException(
                _origin.Path is null ? SpineFindings.BadQuery(StoreErrors.Plain(failure.Message)) : SpineFindings.Unreadable(Name, StoreErrors.Plain(failure.Message)), failure);
        }
    }

    private long CountRows(DuckConnection connection, CancellationToken cancellation)
    {
        if (_count is { } known) return known;
        using var reader = connection.Query($"SELECT count(*) FROM {Relation(connection, cancellation).From}", cancellation);
        reader.Read();
        _count = reader.Chunk[0].Values<long>()[0];
        return _count.Value;
    }

    private SpineSelection? Find(SpineRelation relation, RequestField wanted, DuckConnection connection, List<Finding> findings, CancellationToken cancellation)
    {
        var field = relation.Fields.FirstOrDefault(candidate => candidate.Name == wanted.Name)
            ?? relation.Fields.First(candidate => string.Equals(candidate.Name, wanted.Name, StringComparison.OrdinalIgnoreCase));
        if (ColumnRule.ForSpine(wanted.Kind, field.Type) is { } rule) return new(relation, field, wanted.Kind, rule);
        if (wanted.Kind == ValueKind.String && _origin.TextQuery is not null) return AsText(field, connection, cancellation);
        findings.Add(SpineFindings.WrongType(Name, wanted, field.Type));
        return null;
    }

    private SpineSelection AsText(SpineField field, DuckConnection connection, CancellationToken cancellation)
    {
        if (!_texts.TryGetValue(field.Name, out var relation))
            _texts[field.Name] = relation = CreateTable($"SELECT {DuckSql.Identifier(field.Name)} FROM ({_origin.TextQuery})", [new(field.Name, DuckType.Varchar)], connection, cancellation);
        return new(relation, relation.Fields[0], ValueKind.String, ColumnRule.ForSpine(ValueKind.String, DuckType.Varchar)!);
    }

    // The table's own names let no column of the spine hide its row numbers, or another column.
    private SpineRelation CreateTable(string query, IReadOnlyList<DuckField> fields, DuckConnection connection, CancellationToken cancellation)
    {
        var table = $"quern_spine_{_tables++}";
        connection.Execute($"CREATE TABLE {table} AS SELECT * FROM (\n{query}\n) AS rows({string.Join(", ", fields.Select((_, i) => $"c{i}"))})", cancellation);
        return new(table, "rowid", [.. fields.Select((field, i) => new SpineField(field.Name, $"c{i}", field.Type))]);
    }

    private T Read<T>(Func<DuckConnection, T> work)
    {
        try
        {
            using var connection = Session.Connect();
            return work(connection);
        }
        catch (DuckException failure)
        {
            throw StoreErrors.ToRead($"spine '{Name}'", failure);
        }
    }
}
