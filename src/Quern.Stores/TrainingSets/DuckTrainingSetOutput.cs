using Quern.Engine.TrainingSets;
using Quern.Stores.DuckDb;
using Quern.Stores.Sources;

namespace Quern.Stores.TrainingSets;

/// <summary>
/// Writes a training set beside its spine's rows to a Parquet, CSV or gzipped CSV file, by the name's extension. Lists are lists, rankings lists of (value, count), histograms maps, instants
/// timestamps in UTC, statuses text; in CSV lists, counts and embeddings are JSON text. The file is written under another name in the same folder and renamed at the end, so under its own name
/// nothing unfinished is ever seen, and a file that was there stays until then. The same input written in the same parts gives the same bytes, on any number of threads.
/// </summary>
public sealed class DuckTrainingSetOutput : ITrainingSetOutput
{
    private static long _last;

    private readonly DuckSpine _spine;
    private readonly string _name;
    private readonly OutputTarget _target;
    private readonly OutputFiles _files;
    private IReadOnlyList<TrainingColumn> _columns = [];
    private bool _isWhole;

    /// <summary>An output for the rows of a spine.</summary>
    /// <param name="spine">The spine, open until the output is disposed.</param>
    /// <param name="path">The file, relative to <paramref name="folder"/>.</param>
    /// <param name="folder">What the path is relative to.</param>
    /// <exception cref="QuernException">The path cannot be written to: everything that is wrong with it.</exception>
    public DuckTrainingSetOutput(DuckSpine spine, string path, string folder)
        : this(spine, path, path, folder)
    {
    }

    /// <summary>An output that the user calls otherwise.</summary>
    internal DuckTrainingSetOutput(DuckSpine spine, string name, string path, string folder)
    {
        (_spine, _name) = (spine, name);
        _target = OutputTarget.Of(name, System.IO.Path.GetFullPath(path, folder), spine.Path);
        _files = new OutputFiles(_target.Path);
    }

    /// <inheritdoc/>
    public void Write(long first, int count, IReadOnlyList<TrainingColumn> columns, CancellationToken cancellation) => Guard(connection =>
    {
        var rows = _spine.Count(cancellation);
        _columns = columns;
        _isWhole = first == 0 && count == rows;
        FeatureFunction[] functions = [.. columns.Select(column => new FeatureFunction($"quern_feature_{Interlocked.Increment(ref _last)}", column, first))];
        try
        {
            foreach (var function in functions) connection.Register(function.Sql);
            var relation = _spine.Relation(connection, cancellation);
            var items = relation.Fields.Select(field => $"{field.Sql} AS {DuckSql.Identifier(field.Name)}")
                .Concat(columns.Select((column, i) => Item($"{functions[i].Name}({relation.Place})", column, _isWhole)));
            var select = $"SELECT {string.Join(", ", items)} FROM {relation.From}{relation.Where(first, count, rows)}";
            if (_isWhole) Copy(connection, select, _files.Whole, _target.Options, cancellation);
            else Copy(connection, select, _files.AddPart(), OutputTarget.PartOptions, cancellation);
        }
        finally
        {
            foreach (var function in functions) function.Release();
        }
    });

    /// <inheritdoc/>
    public void Finish(CancellationToken cancellation) => Guard(connection =>
    {
        if (!_isWhole)
        {
            var parts = $"[{string.Join(", ", _files.Parts.Select(part => DuckSql.Literal(SourcePath.Escape(part))))}]";
            var items = _spine.Columns.Select(column => DuckSql.Identifier(column.Name)).Concat(_columns.Select(column => Item(DuckSql.Identifier(column.Name), column, isFinal: true)));
            Copy(connection, $"SELECT {string.Join(", ", items)} FROM read_parquet({parts})", _files.Whole, _target.Options, cancellation);
        }

        _files.Publish();
    });

    /// <summary>Removes whatever was written and not finished.</summary>
    public void Dispose() => _files.Dispose();

    private static void Copy(DuckConnection connection, string select, string path, string options, CancellationToken cancellation) =>
        connection.Execute($"COPY ({select}) TO {DuckSql.Literal(path)} ({options})", cancellation);

    // Parts keep their types; JSON text is made where the final file is.
    private string Item(string expression, TrainingColumn column, bool isFinal)
    {
        var isJson = isFinal && _target.IsCsv && !column.Statuses && column.Values.Type is not { Shape: Values.DataShape.Scalar, Kind: not Values.ValueKind.Embedding };
        var text = isJson ? $"to_json({expression})::VARCHAR" : expression;
        return $"{text} AS {DuckSql.Identifier(column.Name)}";
    }

    private void Guard(Action<DuckConnection> work)
    {
        try
        {
            using var connection = _spine.Session.Connect();
            work(connection);
        }
        catch (Exception failure) when (StoreErrors.Tells(failure))
        {
            throw StoreErrors.ToWrite($"output '{_name}'", failure);
        }
    }
}
