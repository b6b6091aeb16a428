using Quern.Values;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Testing;

namespace Quern.Engine.Tests.PointInTime;

/// <summary>Random histories with ties, nulls, equal rows, late knowledge, negative times and awkward keys; and rows to ask for.</summary>
internal sealed class Histories(int seed, FeatureRepository repository)
{
    private static readonly string?[] People = ["", "a", "1", "12", "é", "日本\0x", null];
    private static readonly long?[] Places = [23, 3, -1, null];
    private static readonly double?[] Prices = [0.1, 0.2, 0.3, 1e16, -1e16, 1.0, -0.0, 0.0, 5e-324, 1e300, -1e300, null];
    private static readonly float[] Tastes = [0.1f, 0f, -0f, 1e10f, -1e10f, 1f, float.Epsilon];
    private static readonly string?[] Texts = ["", "a", "b", "ß", "bb", "b\0", null];
    private readonly Random _random = new(seed);

    public ServicePlan Service { get; } = PlanOf(repository);

    public int Seed => seed;

    public static ServicePlan PlanOf(FeatureRepository repository)
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(repository), new PlanOptions());
        findings.ShouldBeEmpty();
        return plan!.Services["everything"];
    }

    public List<Happening> Events(int most = 40) => [.. Enumerable.Range(0, _random.Next(most)).Select(_ => Event())];

    public Happening Event()
    {
        var at = Time();
        return new()
        {
            At = at,
            Known = _random.Next(3) == 0 ? at.AddMilliseconds(500 * _random.Next(-2, 20)) : at,
            Who = People[_random.Next(People.Length)],
            Where = Places[_random.Next(Places.Length)],
            Amount = _random.Next(4) == 0 ? null : _random.Next(-3, 5),
            Price = Prices[_random.Next(Prices.Length)],
            Text = Texts[_random.Next(Texts.Length)],
            Taste = _random.Next(4) == 0 ? null : [Tastes[_random.Next(Tastes.Length)], (float)_random.NextDouble(), Tastes[_random.Next(Tastes.Length)]],
            Flag = _random.Next(3) switch { 0 => null, 1 => true, _ => false },
            Id = _random.Next(8) == 0 ? null : "id" + _random.Next(12),
        };
    }

    // Around 1970, on a grid of half seconds, so that windows' ends are hit and times tie.
    public DateTimeOffset Time() => DateTimeOffset.UnixEpoch.AddMilliseconds(500 * _random.Next(-20, 20));

    public List<(DateTimeOffset At, string? Who, long? Where)> Rows(int most = 12) =>
        [.. Enumerable.Range(0, 1 + _random.Next(most)).Select(_ => (Time(), People[_random.Next(People.Length)], Places[_random.Next(Places.Length)]))];

    public T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    public int Next(int below) => _random.Next(below);

    public List<T> Shuffle<T>(IEnumerable<T> items)
    {
        var array = items.ToArray();
        _random.Shuffle(array);
        return [.. array];
    }

    public HistoryRequest Request(IReadOnlyList<(DateTimeOffset At, string? Who, long? Where)> rows, bool asKnown)
    {
        var times = new Int64Column(ValueKind.Timestamp);
        var who = new TextColumn(new StringPool());
        var where = new Int64Column(ValueKind.Int64);
        foreach (var row in rows)
        {
            times.Append(Quern.Time.Instant.From(row.At).Microseconds);
            if (row.Who is null) who.AppendNull();
            else who.Append(System.Text.Encoding.UTF8.GetBytes(row.Who));
            if (row.Where is { } place) where.Append(place);
            else where.AppendNull();
        }

        Column[] keys = [.. Service.JoinKeys.Select(key => key.Name == "who" ? (Column)who : where)];
        return new(Service, times, keys, [], asKnown, new BadRows(BadRowPolicy.Fail));
    }

    public MemorySourceReader Reader(IEnumerable<Happening> events)
    {
        var reader = new MemorySourceReader { BatchRows = 1 + _random.Next(7) };
        reader.Add("happenings", events);
        return reader;
    }
}
