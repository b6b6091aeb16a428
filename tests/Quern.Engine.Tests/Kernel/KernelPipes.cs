using System.Text;
using Quern.Engine.Kernel;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Schema;
using Quern.Values;

namespace Quern.Engine.Tests.Kernel;

/// <summary>
/// Computes a request by the steps of the kernel, with lines that are cut into partitions by a hash of their keys and sorted as bytes between them, as an engine beside us would do it.
/// </summary>
internal sealed class KernelPipes(ISourceReader reader, HistoryRequest request, int partitions)
{
    private readonly ServicePlan _service = request.Service;

    /// <summary>The lines that go into the last step.</summary>
    public List<string> Lines()
    {
        var values = new Dictionary<string, List<string>>();
        foreach (var part in KernelPart.Of(_service)) values[part.Name] = Values(part, values);
        return [.. Written(output => new RequestStep(output).Take(Rows())), .. values.Values.SelectMany(lines => lines)];
    }

    /// <summary>The values of all rows, by number.</summary>
    public void Finish(Action<IReadOnlyList<long>, HistoryResult> write)
    {
        foreach (var partition in Sorted(Lines()))
        {
            var step = new FinishStep(_service, write);
            Feed(partition, step.Take);
            step.Finish();
        }
    }

    /// <summary>The lines of events of a part, as its step and whoever sorts make them.</summary>
    public List<string> Events(KernelPart part)
    {
        var lines = Written(output =>
        {
            var step = new EventStep(part, request.AsKnown, request.BadRows, output);
            reader.Scan(new(part.View.Definition.Source, step.Fields, null, request.BadRows), new Sink(step.Take), CancellationToken.None);
        });
        return part.View.Definition.Source.EventKey is null ? lines : Versions(lines);
    }

    /// <summary>The lines of rows of a part.</summary>
    public List<string> Asking(KernelPart part, IReadOnlyDictionary<string, List<string>> values)
    {
        if (!part.IsLookup) return Written(output => new RowStep(part, output).Take(Rows()));
        var keys = values[new KernelPart(_service, false, _service.Lookups[part.Number].Key.Read).Name];
        return Written(output => Feed(keys, new ItemStep(part, output).Take));
    }

    /// <summary>Lines in partitions, each sorted.</summary>
    public IEnumerable<List<string>> Sorted(IEnumerable<string> lines) =>
        lines.GroupBy(line => Encoding.UTF8.GetBytes(line.Split('\t')[0]).Sum(letter => letter * 31) % partitions).Select(group => group.Order(StringComparer.Ordinal).ToList());

    /// <summary>What is written to a writer, line by line.</summary>
    public static List<string> Written(Action<KernelWriter> write)
    {
        using var stream = new MemoryStream();
        var output = new KernelWriter(stream);
        write(output);
        output.Flush();
        return [.. Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    public delegate void Taker(ReadOnlySpan<byte> line, long number);

    public static void Feed(IEnumerable<string> lines, Taker take)
    {
        var number = 0L;
        foreach (var line in lines) take(Encoding.UTF8.GetBytes(line), ++number);
    }

    private List<string> Values(KernelPart part, IReadOnlyDictionary<string, List<string>> values) => [.. Sorted([.. Events(part), .. Asking(part, values)]).SelectMany(partition => Written(output =>
    {
        var step = new ValueStep(part, request.AsKnown, output);
        Feed(partition, step.Take);
        step.Finish();
    }))];

    // What the script has a window function do.
    private static List<string> Versions(IEnumerable<string> lines)
    {
        var versions = new List<string>();
        foreach (var same in lines.Select(line => line.Split('\t')).GroupBy(fields => fields[3]))
        {
            var ordered = same.OrderBy(fields => fields[4], StringComparer.Ordinal).ToArray();
            for (var i = 0; i < ordered.Length; i++)
                if (ordered[i][0] != "~")
                    versions.Add($"{ordered[i][0]}\t{ordered[i][1]}\t{ordered[i][2]} {(same.Key.StartsWith('~') || i + 1 == ordered.Length ? "~" : ordered[i + 1][5])}");
        }

        return versions;
    }

    private KernelRows Rows()
    {
        var numbers = new Int64Column(ValueKind.Int64);
        // As an engine numbers rows: apart, and in no order that says anything.
        for (var row = 0; row < request.Times.Count; row++) numbers.Append(NumberOf(row));
        return new(numbers, request.Times, request.JoinKeys, request.Requests);
    }

    /// <summary>The number of a row.</summary>
    public static long NumberOf(int row) => ((long)(row % 3) << 33) + row;

    private sealed class Sink(Action<EventBatch> take) : IScanSink, IBatchSink
    {
        public IBatchSink Open() => this;

        public void Take(EventBatch batch) => take(batch);
    }
}
