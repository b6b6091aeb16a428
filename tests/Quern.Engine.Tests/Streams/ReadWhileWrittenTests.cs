using Quern.Engine.Serving;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Engine.Tests.PointInTime;
using Quern.Planning;
using Quern.Testing;
using Quern.Testing.Online;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Tests.Streams;

/// <summary>A view over events that are replaced by others with their key.</summary>
public sealed class Versions : FeatureRepository
{
    public Entity Person => Entity("person", "", "who");

    public Source<Happening> Happenings => Stream<Happening>(source => source.EventTime(h => h.At).EventKey(h => h.Id), "happenings");

    public FeatureView Latest => Happenings.By(Person, h => h.Who).Windows("9s").Aggregate(w => new { Events = w.Count(), Amount = w.Sum(h => h.Amount) });

    public FeatureService Everything => Service(Latest);
}

public sealed class ReadWhileWrittenTests
{
    private const int Pushes = 400;
    private static readonly Instant Now = new(15_000_000);

    // Reads take no lock: they must not see that an event was taken away before they see what replaces it, nor go back to an older one.
    [Fact]
    public void Event_ThatIsReplacedAllTheTime_IsThereOnceAndOnlyGrows()
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new Versions()), new PlanOptions());
        findings.ShouldBeEmpty();
        var (service, acknowledged, failures) = (plan!.Services["everything"], 0L, new List<string>());
        using var log = new MemoryOnlineStore();
        using var state = new MemoryOnlineStore();
        using var ingest = new StreamIngest(log, state, new FakeClock(Now), new() { CheckpointEvery = TimeSpan.FromMilliseconds(5) });
        ingest.Use(plan);
        Push(ingest, 1);
        acknowledged = 1;
        var reader = new Thread(() =>
        {
            using var vectors = new OnlineVectors(state, service, ingest.Heads);
            var (batch, key, seen) = (new VectorBatch(service), (TextColumn)Column.Create(ValueKind.String), 0L);
            key.Append("a"u8);
            for (long least; (least = Volatile.Read(ref acknowledged)) < Pushes;)
            {
                vectors.Read([key], [], 1, new(Now.Microseconds + 1), batch);
                var events = batch.Of(service.Outputs[0])[0].ToString();
                var isThere = long.TryParse(batch.Of(service.Outputs[1])[0].ToString(), System.Globalization.CultureInfo.InvariantCulture, out var amount);
                if (!isThere || events != "1" || amount < Math.Max(least, seen)) failures.Add($"{events} events, {amount} after {seen}, of which {least} was acknowledged");
                seen = amount;
            }
        });
        reader.Start();
        for (var amount = 2; amount <= Pushes; amount++)
        {
            Push(ingest, amount);
            Volatile.Write(ref acknowledged, amount);
        }

        reader.Join();
        failures.ShouldBeEmpty();
    }

    // The event, and others around it, of which there are ever more.
    private static void Push(StreamIngest ingest, int amount)
    {
        var events = Enumerable.Range(0, 20).Select(i => Event($"other {amount} {i}", $"{amount} {i}", 1)).ToList();
        events.Insert(amount % 20, Event("a", "x", amount));
        ingest.PushAsync("happenings", RecordField.Batch(ingest.SchemaOf("happenings"), events)).GetAwaiter().GetResult().Accepted.ShouldBe(21);
    }

    private static Happening Event(string who, string id, long amount) => new() { At = Now.ToDateTimeOffset(), Who = who, Id = id, Amount = amount };
}
