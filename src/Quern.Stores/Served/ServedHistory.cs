using Quern.Engine.Served;
using Quern.Stores.Delta;
using Quern.Stores.DuckDb;
using Quern.Stores.Sources;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Served;

/// <summary>Reads the table of what was served of one service, at one version of it. Not safe for use from several threads.</summary>
public sealed class ServedHistory : IServedHistory, IDisposable
{
    private const string File = "quern_file";
    private const string Place = "quern_place";
    private const string Row = $"\"{ServedColumns.Row}\"";

    private readonly string _what;
    private readonly DeltaSnapshot _snapshot;
    private readonly DuckSession _session;
    private readonly string _table;
    private int _joins;

    /// <summary>Opens a table.</summary>
    /// <param name="folder">The folder that holds a folder for each service's table.</param>
    /// <param name="service">The service.</param>
    /// <param name="clock">Needed to open tables.</param>
    /// <param name="resources">What reading may use; null for all of the machine.</param>
    /// <param name="version">The version of the table; null for the last.</param>
    /// <exception cref="QuernException">The service has no table, or it cannot be read at that version.</exception>
    public ServedHistory(string folder, string service, TimeProvider clock, DuckResources? resources = null, long? version = null)
    {
        var path = ServedTables.TableOf(folder, service);
        if (!DeltaTable.Exists(path)) throw new QuernException(ServedFindings.NoTable(service, path));
        _what = $"log of service '{service}'";
        using (var table = DeltaTable.Open(path, clock, null, resources)) _snapshot = table.Snapshot(version);
        _session = new(resources ?? new(), path);
        try
        {
            var files = DeltaFiles.Of(new FolderFiles(path), _what, _snapshot, [.. _snapshot.Files.Values]);
            string[] numbers = files.Paths.Count == 0 ? [$"NULL::BIGINT AS {File}", $"NULL::BIGINT AS {Place}"] : [$"{DeltaFiles.FileColumn} AS {File}", $"{DeltaFiles.PlaceColumn} AS {Place}"];
            _table = Read(connection => $"({files.Select(connection, numbers)})");
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public long Version => _snapshot.Version;

    /// <summary>The services that have a table.</summary>
    public static IReadOnlyList<string> Services(string folder) =>
        Directory.Exists(folder) ? [.. Directory.GetDirectories(folder).Where(DeltaTable.Exists).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)] : [];

    /// <summary>The rows of a request, in their order; of several requests with one id those of the last. Empty when there is none.</summary>
    public IReadOnlyList<ServedRow> Find(string requestId, CancellationToken cancellation) => Read(connection =>
    {
        using var statement = connection.Prepare(
            $"SELECT {Row}::BIGINT, {ServedColumns.At}, {ServedColumns.Version} FROM {_table} WHERE {ServedColumns.RequestId} = ? QUALIFY row_number() OVER (PARTITION BY {Row} ORDER BY {Latest}) = 1 ORDER BY 1");
        using var reader = statement.Bind(1, requestId).Query(cancellation);
        var rows = new List<ServedRow>();
        while (reader.Read())
            for (var i = 0; i < reader.Chunk.Count; i++)
                rows.Add(new((int)reader.Chunk[0].Values<long>()[i], new(reader.Chunk[1].Values<long>()[i]), System.Text.Encoding.UTF8.GetString(reader.Chunk[2].Text(i))));
        return rows;
    });

    /// <inheritdoc/>
    public ServedVectors Join(ServedShape shape, ServedLabels labels, CancellationToken cancellation) => Read(connection =>
    {
        // A session keeps its functions: each call brings one of its own.
        var feed = LabelFeed.Of($"quern_labels_{++_joins}", labels);
        connection.Register(feed.Sql);
        var columns = ServedColumns.Of(shape, _snapshot.Columns);
        var table = labels.Served is { } served ? $"(SELECT * FROM {_table} WHERE {Within(served)})" : _table;
        var matched = labels.RequestIds is null ? ByKeys(table, columns, labels, feed.From) : ByRequest(table, feed.From);
        var items = columns.Inputs.Select(Item)
            .Concat(columns.OnlineTo.Concat(columns.EventTimes.Take(columns.OnlineTo.Count)).Select(Item))
            .Concat(columns.Outputs.SelectMany(output => new[] { Item(output.Value), Item(output.Status) }));
        var select = $"SELECT m.place, s.{ServedColumns.At}, {string.Join(", ", items)} FROM ({matched}) m JOIN {table} s ON s.{File} = m.{File} AND s.{Place} = m.{Place}";
        using var reader = connection.Query(select, cancellation);
        return Fill(shape, labels.Count, reader);
    });

    /// <inheritdoc/>
    public ServedSpan? Span(CancellationToken cancellation) => Read<ServedSpan?>(connection =>
    {
        using var reader = connection.Query($"SELECT min({ServedColumns.At}), max({ServedColumns.At}), count(*) FROM {_table}", cancellation);
        return reader.Read() && reader.Chunk[2].Values<long>()[0] is > 0 and var rows ? new(new(Time(reader.Chunk[0], 0)), new(Time(reader.Chunk[1], 0)), rows) : null;
    });

    /// <inheritdoc/>
    public void Scan(ServedShape shape, Interval served, Action<ServedSlice> take, CancellationToken cancellation) => Read(connection =>
    {
        var keys = ServedColumns.Of(shape, _snapshot.Columns).Inputs.Take(shape.Plan.JoinKeys.Count);
        var code = _snapshot.Columns.Any(column => column.Name == ServedColumns.Code) ? $"coalesce({ServedColumns.Code}, '')" : "''";
        string[] items = [ServedColumns.RequestId, $"{Row}::BIGINT", ServedColumns.At, ServedColumns.Version, code, .. keys.Select(Item)];
        using var reader = connection.Query(
            $"SELECT {string.Join(", ", items)} FROM {_table} s WHERE {Within(served)} "
            + $"QUALIFY row_number() OVER (PARTITION BY {ServedColumns.RequestId}, {Row} ORDER BY {Latest}) = 1",
            cancellation);
        while (reader.Read()) take(SliceOf(shape, reader.Chunk));
        return true;
    });

    /// <inheritdoc/>
    public void ScanValues(ServedShape shape, Interval served, Action<ServedValues> take, CancellationToken cancellation) => Read(connection =>
    {
        var columns = ServedColumns.Of(shape, _snapshot.Columns);
        var items = columns.Inputs.Concat(columns.EventTimes).Concat(columns.OnlineTo).Concat(columns.Outputs.SelectMany(output => new[] { output.Value, output.Status })).Select(Item);
        using var reader = connection.Query($"SELECT s.{ServedColumns.At}, s.{ServedColumns.Version}, {string.Join(", ", items)} FROM {_table} s WHERE {Within(served)}", cancellation);
        while (reader.Read()) take(ValuesOf(shape, reader.Chunk));
        return true;
    });

    /// <summary>Closes the database.</summary>
    public void Dispose() => _session.Dispose();

    // Of rows with one place in the order of time the last: by the request's id, the row's number, and where it lies, so that the choice is made of data alone.
    private static string Latest => $"{ServedColumns.At} DESC, {File} DESC, {Place} DESC";

    private static string Within(Interval served) => $"{ServedColumns.At} >= TIMESTAMPTZ '{served.Start}' AND {ServedColumns.At} < TIMESTAMPTZ '{served.End}'";

    private static string ByRequest(string table, string from) =>
        $"SELECT l.place, s.{File}, s.{Place} FROM {from} l JOIN (SELECT {ServedColumns.RequestId}, {Row}, {File}, {Place} FROM {table} "
        + $"WHERE {ServedColumns.RequestId} IN (SELECT id FROM {from}) QUALIFY row_number() OVER (PARTITION BY {ServedColumns.RequestId}, {Row} ORDER BY {Latest}) = 1) s "
        + $"ON l.id = s.{ServedColumns.RequestId} AND l.n = s.{Row}";

    private string ByKeys(string table, ServedColumns columns, ServedLabels labels, string from)
    {
        string[] keys = [.. columns.Inputs.Take(labels.JoinKeys.Count).Select(Item)];
        // A key that the table does not have was never served.
        var list = string.Join(", ", keys);
        var served = $"SELECT {string.Join(", ", keys.Select((key, i) => $"{key} AS k{i}"))}, {ServedColumns.At} AS t, {File}, {Place} FROM {table} s WHERE ({list}) IN (SELECT ({string.Join(", ", keys.Select((_, i) => $"k{i}"))}) FROM {from}) "
            + $"QUALIFY row_number() OVER (PARTITION BY {list}, {ServedColumns.At} ORDER BY {ServedColumns.RequestId} DESC, {Row} DESC, {Latest}) = 1";
        var within = labels.Tolerance is { } tolerance ? $" WHERE epoch_us(l.t) - epoch_us(s.t) <= {tolerance.Microseconds}" : "";
        return $"SELECT l.place, s.{File}, s.{Place} FROM {from} l ASOF JOIN ({served}) s ON {string.Join(" AND ", keys.Select((_, i) => $"l.k{i} = s.k{i}"))} AND l.t >= s.t{within}";
    }

    private string Item(DeltaColumn column) =>
        _snapshot.Columns.Any(there => there == column) ? $"s.{DuckSql.Identifier(column.Name)}" : $"NULL::{DeltaTypes.DuckType(column.Type)}";

    private static ServedVectors Fill(ServedShape shape, int places, DuckReader reader)
    {
        var vectors = new ServedVectors(shape, places);
        var at = vectors.At.OpenWriter();
        ResultWriter[] inputs = [.. vectors.Inputs.Select(column => column.OpenWriter())];
        ResultWriter[] outputs = [.. vectors.Outputs.Select(column => column.OpenWriter())];
        while (reader.Read())
        {
            var chunk = reader.Chunk;
            for (var i = 0; i < chunk.Count; i++)
            {
                var place = (int)chunk[0].Values<long>()[i];
                at.SetBits(place, chunk[1].Values<long>()[i]);
                for (var input = 0; input < inputs.Length; input++) ValueReader.Read(vectors.Inputs[input].Type, chunk[2 + input], i, inputs[input], place);
                for (var read = 0; read < vectors.OnlineTo.Count; read++)
                {
                    vectors.OnlineTo[read][place] = Time(chunk[2 + inputs.Length + read], i);
                    vectors.EventTimes[read][place] = Time(chunk[2 + inputs.Length + vectors.OnlineTo.Count + read], i);
                }

                for (var output = 0; output < outputs.Length; output++)
                {
                    var column = 2 + inputs.Length + (2 * vectors.OnlineTo.Count) + (2 * output);
                    vectors.Logged[output][place] = ValueReader.Read(vectors.Outputs[output].Type, chunk[column], chunk[column + 1], i, outputs[output], place);
                }
            }

            vectors.Found += chunk.Count;
        }

        return vectors;
    }

    private static ServedSlice SliceOf(ServedShape shape, DataChunk chunk)
    {
        var (numbers, times) = (new int[chunk.Count], chunk[2].Values<long>()[..chunk.Count].ToArray());
        for (var row = 0; row < numbers.Length; row++) numbers[row] = (int)chunk[1].Values<long>()[row];
        Column[] keys = [.. shape.Plan.JoinKeys.Select(field => Column.Create(field.Kind))];
        for (var key = 0; key < keys.Length; key++)
            for (var row = 0; row < numbers.Length; row++)
                ValueReader.Append(keys[key], chunk[5 + key], row);
        return new(Texts(chunk, 0), numbers, times, Texts(chunk, 3), Texts(chunk, 4), keys);
    }

    private static ServedValues ValuesOf(ServedShape shape, DataChunk chunk)
    {
        var (inputs, outputs, statuses) = (new Column[shape.Inputs.Count], new Column[shape.Plan.Outputs.Count], new TextColumn[shape.Plan.Outputs.Count]);
        // The event times, then up to where the state of each read had come.
        var times = new long[shape.Timed.Count + shape.Plan.Reads.Count][];
        var column = 2;
        for (var i = 0; i < inputs.Length; i++) inputs[i] = ValueReader.Column(DataType.Scalar(shape.Inputs[i].Kind), chunk[column++], chunk.Count);
        for (var i = 0; i < times.Length; i++, column++)
        {
            times[i] = new long[chunk.Count];
            for (var row = 0; row < chunk.Count; row++) times[i][row] = Time(chunk[column], row);
        }

        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = ValueReader.Column(shape.Plan.Outputs[i].Type, chunk[column++], chunk.Count);
            statuses[i] = (TextColumn)ValueReader.Column(DataType.Scalar(ValueKind.String), chunk[column++], chunk.Count);
        }

        return new(chunk[0].Values<long>()[..chunk.Count].ToArray(), Texts(chunk, 1), inputs, outputs, statuses, times[..shape.Timed.Count], times[shape.Timed.Count..]);
    }

    private static string[] Texts(DataChunk chunk, int column)
    {
        var texts = new string[chunk.Count];
        for (var row = 0; row < texts.Length; row++)
        {
            var text = chunk[column].Text(row);
            // Most rows have what the one before has: one string for all of them.
            texts[row] = row > 0 && text.SequenceEqual(chunk[column].Text(row - 1)) ? texts[row - 1] : System.Text.Encoding.UTF8.GetString(text);
        }

        return texts;
    }

    private static long Time(DataVector times, int row) => times.IsValid(row) ? times.Values<long>()[row] : 0;

    private T Read<T>(Func<DuckConnection, T> work)
    {
        try
        {
            using var connection = _session.Connect();
            return work(connection);
        }
        catch (DuckException failure)
        {
            throw StoreErrors.ToRead(_what, failure);
        }
    }
}
