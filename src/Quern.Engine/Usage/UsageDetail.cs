namespace Quern.Engine.Usage;

/// <summary>Who reads one view or one service, and when.</summary>
/// <param name="Whole">All of it; of a view with what is written.</param>
/// <param name="Consumers">By consumer.</param>
/// <param name="Services">By service; of a service itself alone.</param>
/// <param name="Features">By feature.</param>
/// <param name="Steps">Reads by step and consumer: the first hour of the step, who, and how much; in the order of both.</param>
public sealed record UsageDetail(CostLine Whole, IReadOnlyList<CostLine> Consumers, IReadOnlyList<CostLine> Services, IReadOnlyList<CostLine> Features, IReadOnlyList<(long Hour, CostLine Line)> Steps)
{
    /// <summary>Of a view.</summary>
    /// <param name="view">Its reference, or a lookup's name.</param>
    /// <param name="history">What was counted.</param>
    /// <param name="stepHours">How many hours a step has; steps begin at multiples of it since 1970.</param>
    public static UsageDetail OfView(string view, UsageHistory history, int stepHours) => Of(
        view, history, stepHours, shape => shape.Features.Where(feature => UsageShape.ViewOf(feature) == view), writes: key => key.Subject == view);

    /// <summary>Of a service.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="history">What was counted.</param>
    /// <param name="stepHours">How many hours a step has.</param>
    public static UsageDetail OfService(string service, UsageHistory history, int stepHours) => Of(
        service, history, stepHours, shape => shape.Service == service ? shape.Features : [], writes: _ => false);

    private static UsageDetail Of(string name, UsageHistory history, int stepHours, Func<UsageShape, IEnumerable<string>> featuresOf, Func<UsageKey, bool> writes)
    {
        var (whole, consumers, services, features, steps) = (new CostLine(name), new Sums(), new Sums(), new Sums(), new SortedDictionary<(long Hour, string Consumer), CostLine>());
        var parts = history.Shapes.ToDictionary(shape => shape.Key, shape => featuresOf(shape.Value).ToArray(), StringComparer.Ordinal);
        foreach (var (key, counts) in history.Counts)
        {
            if (key.Kind == UsageKind.Write && writes(key)) whole = whole.With(new(name) { WrittenRows = counts.Rows, WrittenRecords = counts.Values, WrittenBytes = counts.Bytes, WriteTicks = counts.Ticks });
            if (key.Kind is not (UsageKind.Read or UsageKind.TrainingSet) || !parts.TryGetValue(key.Subject, out var mine) || mine.Length == 0) continue;
            var shape = history.Shapes[key.Subject];
            var line = LineOf(key.Kind, name, mine.Length / (double)shape.Features.Count, counts);
            whole = whole.With(line);
            consumers.Add(line with { Name = key.Consumer });
            services.Add(line with { Name = shape.Service ?? UsageShape.List });
            foreach (var feature in mine) features.Add(line.Part(feature, 1.0 / mine.Length) with { Requests = 0 });
            if (key.Kind != UsageKind.Read) continue;
            var place = (key.Hour - (key.Hour % stepHours), key.Consumer);
            steps[place] = steps.TryGetValue(place, out var before) ? before.With(line) : line with { Name = key.Consumer };
        }

        return new(whole, consumers.Ranked, services.Ranked, features.Ranked, [.. steps.Select(step => (step.Key.Hour, step.Value))]);
    }

    // A request is one whatever part of it is meant.
    private static CostLine LineOf(UsageKind kind, string name, double share, UsageCounts counts) => kind == UsageKind.Read
        ? new(name) { Requests = counts.Requests, ReadValues = counts.Values * share, ServedBytes = counts.Bytes * share, ReadTicks = counts.Ticks * share }
        : new(name) { Requests = counts.Requests, TrainingValues = counts.Values * share, ServedBytes = counts.Bytes * share, TrainingTicks = counts.Ticks * share };

    private sealed class Sums
    {
        private readonly Dictionary<string, CostLine> _lines = new(StringComparer.Ordinal);

        public IReadOnlyList<CostLine> Ranked => [.. _lines.Values.OrderByDescending(line => line.ReadTicks + line.TrainingTicks).ThenByDescending(line => line.ReadValues + line.TrainingValues).ThenBy(line => line.Name, StringComparer.Ordinal)];

        public void Add(CostLine line) => _lines[line.Name] = _lines.TryGetValue(line.Name, out var before) ? before.With(line) : line;
    }
}
