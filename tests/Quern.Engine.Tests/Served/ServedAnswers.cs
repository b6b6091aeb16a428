using System.Text;
using Quern.Engine.Served;
using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Tests.Served;

public sealed record Visit(DateTimeOffset At, string Page, long Seconds, string Note);

/// <summary>A service with a number and a text for each page.</summary>
public sealed class Visits : FeatureRepository
{
    public Entity Page => Entity("page");

    public Source<Visit> All => Parquet<Visit>("visits.parquet", source => source.EventTime(v => v.At));

    public FeatureView Latest => All.By(Page, v => v.Page).Latest(v => new { v.Seconds, v.Note });

    public FeatureService Pages => Service(Latest);

    public static ServicePlan Plan { get; } = RepositoryPlanner.Plan(RepositoryReader.Read(new Visits()), new PlanOptions()).Plan!.Services["pages"];
}

/// <summary>Answers whose values follow from their keys. For one thread.</summary>
internal sealed class ServedAnswers
{
    private readonly VectorBatch _batch = new(Visits.Plan);
    private readonly TextColumn _pages = new(new StringPool());
    private readonly ResultColumn[] _outputs;
    private readonly Column[] _keys;

    public ServedAnswers() => (_outputs, _keys) = ([.. Visits.Plan.Outputs.Select(_batch.Of)], [_pages]);

    /// <summary>Records an answer of one row: of a page, its number, and a note of some letters.</summary>
    public void Record(ServedRecorder recorder, string page, long seconds, int letters = 3) => Record(recorder, page, seconds, new byte[letters].Select(_ => (byte)'n').ToArray());

    public void Record(ServedRecorder recorder, string page, long seconds, byte[] note)
    {
        _pages.Clear();
        _pages.Append(Encoding.UTF8.GetBytes(page));
        _batch.Reset(1);
        _outputs[0].OpenWriter().SetBits(0, seconds);
        _outputs[1].OpenWriter().SetEncoded(0, note);
        recorder.Record(Request("id"));
    }

    /// <summary>The last answer, to be recorded under an id.</summary>
    public ServedRequest Request(string id) => new(id, new Instant(_outputs[0].Slots[0]), _keys, [], _batch.Rows, _batch.EventTimes, _batch.LookupEventTimes, _outputs);
}

/// <summary>Tables in memory, which fail while they are told to.</summary>
internal sealed class MemoryTables : IServedTables
{
    public List<(string Service, string Version, long Number, string[] Rows)> Batches { get; } = [];

    public bool Fails { get; set; }

    public int Tries { get; private set; }

    public IEnumerable<string> Rows => Batches.SelectMany(batch => batch.Rows);

    public void Append(ServedBatch batch, long number)
    {
        Tries++;
        if (Fails) throw new IOException("No space left on device");
        Batches.Add((batch.Shape.Service, batch.Shape.Version, number, [.. Enumerable.Range(0, batch.Count).Select(row => $"{batch.Inputs[0][row]} {batch.Outputs[0][row]} {batch.Outputs[1][row]}")]));
    }

    public bool IsUntidy { get; set; }

    public void Tidy(string service)
    {
        if (IsUntidy) throw new IOException("no memory to sort by");
    }

    public void Dispose()
    {
    }
}
