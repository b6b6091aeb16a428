using System.Text;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Protocol.Json;
using Quern.Protocol.Streams;
using Quern.Values;

namespace Quern.Server.Changes;

/// <summary>
/// What the features of a view become as events come: each entity's whenever events of it came, or, with a condition, whenever the condition begins or ceases to hold for it. An entity is
/// looked at when an event of it comes: what changes by the passing of time alone is seen with its next event. For one reader.
/// </summary>
/// <param name="watch">Tells of which entities events come.</param>
/// <param name="source">Reads the view's features.</param>
/// <param name="service">The view's features.</param>
/// <param name="clock">The server's clock.</param>
/// <param name="choice">Which entities, and when.</param>
internal sealed class ViewChanges(EntityWatch watch, IVectorSource source, ServicePlan service, IClock clock, ChangeChoice choice) : IDisposable
{
    private const int MostRows = 256;
    private readonly VectorBatch _batch = new(service);
    private readonly ChangeWriter _writer = new(watch.View.Reference, service);
    private readonly JsonBuffer _json = new();
    private readonly HashSet<RowKey> _holding = [];

    /// <summary>How many entities were passed over, because more came than were read.</summary>
    public long Missed => watch.Missed;

    /// <summary>What has changed since the last call, each change as JSON; waits for some. Null when other definitions are served.</summary>
    public async Task<IReadOnlyList<byte[]>?> NextAsync(CancellationToken cancellation)
    {
        while (!watch.IsEnded)
        {
            var entities = await watch.TakeAsync(cancellation).ConfigureAwait(false);
            byte[][] changes = [.. entities.Where(choice.Wants).Chunk(MostRows).SelectMany(Read)];
            if (changes.Length > 0) return changes;
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        watch.Dispose();
        (source as IDisposable)?.Dispose();
    }

    private List<byte[]> Read(Value[][] entities)
    {
        var keys = service.JoinKeys.Select((key, part) => Column(key.Kind, entities, part)).ToArray();
        var (now, changes) = (clock.Now, new List<byte[]>());
        source.Read(keys, [], entities.Length, now, _batch);
        ResultColumn[] values = [.. service.Outputs.Select(_batch.Of)];
        for (var row = 0; row < entities.Length; row++)
        {
            bool? holds = choice.Condition is { } condition ? condition.Holds(_batch, row) : null;
            if (holds is { } truth && !(truth ? _holding.Add(RowKey.Of(entities[row])) : _holding.Remove(RowKey.Of(entities[row])))) continue;
            _json.Clear();
            _writer.Write(_json, keys, values, row, now, holds);
            changes.Add(_json.Written.ToArray());
        }

        return changes;
    }

    private static Column Column(ValueKind kind, Value[][] entities, int part)
    {
        var column = Values.Column.Create(kind, entities.Length);
        foreach (var entity in entities)
            if (column is TextColumn text) text.Append(Encoding.UTF8.GetBytes(entity[part].AsText()));
            else ((Int64Column)column).Append(entity[part].Bits);
        return column;
    }
}
