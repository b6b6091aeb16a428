using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Schema;

namespace Quern.RealData.Tests.Streams;

/// <summary>All rows of a source in one batch.</summary>
internal sealed class Collected(EventBatch all) : IScanSink, IBatchSink
{
    private readonly Lock _lock = new();

    public static EventBatch Of(ISourceReader reader, SourceDefinition source)
    {
        int[] fields = [.. Enumerable.Range(0, source.Schema.Fields.Count)];
        var all = new EventBatch(source.Schema, fields);
        reader.Scan(new(source, fields, null, new BadRows(BadRowPolicy.Fail)), new Collected(all), default);
        return all;
    }

    public IBatchSink Open() => this;

    public void Take(EventBatch batch)
    {
        lock (_lock)
        {
            for (var field = 0; field < batch.Schema.Fields.Count; field++) all[field].AppendRows(batch[field], 0, batch.Count);
            all.Count += batch.Count;
        }
    }
}
