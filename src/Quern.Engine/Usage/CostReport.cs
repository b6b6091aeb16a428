namespace Quern.Engine.Usage;

/// <summary>What was used, by feature, view, service or consumer, the dearest first.</summary>
/// <param name="By">By what.</param>
/// <param name="Lines">A line for each.</param>
/// <param name="Server">The processor time of servers, whatever it was for.</param>
public sealed record CostReport(CostBy By, IReadOnlyList<CostRank> Lines, TimeSpan Server)
{
    /// <summary>The report of some hours.</summary>
    /// <param name="by">By what.</param>
    /// <param name="history">What was counted in them.</param>
    /// <param name="hours">How many there are.</param>
    /// <param name="stored">What is stored now, by view.</param>
    /// <param name="features">The features of each view, by its reference, so that what is of a view can be shared by them.</param>
    /// <param name="prices">What things cost; null where shares are of time.</param>
    public static CostReport Of(CostBy by, UsageHistory history, long hours, IReadOnlyDictionary<string, StoredSize> stored, IReadOnlyDictionary<string, IReadOnlyList<string>> features, CostPrices? prices)
    {
        var lines = new Dictionary<string, CostLine>(StringComparer.Ordinal);
        foreach (var line in history.Counts.SelectMany(counted => Parts(by, counted.Key, counted.Value, history.Shapes)).Concat(by is CostBy.Service or CostBy.Consumer ? [] : stored.Select(Line)).SelectMany(line => by == CostBy.Feature ? ByFeature(line, features) : [line]))
            lines[line.Name] = lines.TryGetValue(line.Name, out var before) ? before.With(line) : line;
        double Weight(CostLine line) => prices?.Of(line, hours) ?? line.Time.Ticks;
        var whole = lines.Values.Sum(Weight);
        return new(
            by,
            [.. lines.Values.Select(line => new CostRank(line, whole == 0 ? 0 : Weight(line) / whole, prices?.Of(line, hours)))
                .OrderByDescending(rank => rank.Share).ThenByDescending(rank => rank.Line.ReadValues + rank.Line.TrainingValues).ThenByDescending(rank => rank.Line.StoredBytes).ThenBy(rank => rank.Line.Name, StringComparer.Ordinal)],
            TimeSpan.FromTicks(history.Counts.Where(counted => counted.Key.Kind == UsageKind.Server).Sum(counted => counted.Value.Ticks)));
    }

    private static CostLine Line(KeyValuePair<string, StoredSize> stored) => new(stored.Key) { StoredRecords = stored.Value.Records, StoredBytes = stored.Value.Bytes };

    private static IEnumerable<CostLine> Parts(CostBy by, UsageKey key, UsageCounts counts, IReadOnlyDictionary<string, UsageShape> shapes)
    {
        if (key.Kind == UsageKind.Write) return by is CostBy.Feature or CostBy.View ? [new(key.Subject) { WrittenRows = counts.Rows, WrittenRecords = counts.Values, WrittenBytes = counts.Bytes, WriteTicks = counts.Ticks }] : [];
        // A shape that a crash has cut off tells by whom it was read, and nothing else.
        if (key.Kind == UsageKind.Server || !shapes.TryGetValue(key.Subject, out var shape)) return [];
        return by switch
        {
            CostBy.Feature => UsageShare.ByFeature(shape, counts).Select(share => Line(key.Kind, share)),
            CostBy.View => UsageShare.ByView(shape, counts).Select(share => Line(key.Kind, share)),
            CostBy.Service => [Line(key.Kind, new(shape.Service ?? UsageShape.List, counts.Values, counts.Bytes, counts.Ticks)) with { Requests = counts.Requests }],
            _ => [Line(key.Kind, new(key.Consumer, counts.Values, counts.Bytes, counts.Ticks)) with { Requests = counts.Requests }],
        };
    }

    private static CostLine Line(UsageKind kind, UsageShare share) => kind == UsageKind.Read
        ? new(share.Of) { ReadValues = share.Values, ServedBytes = share.Bytes, ReadTicks = share.Ticks }
        : new(share.Of) { TrainingValues = share.Values, ServedBytes = share.Bytes, TrainingTicks = share.Ticks };

    // Of a view that is not defined any more nobody knows the features: it stays itself.
    private static IEnumerable<CostLine> ByFeature(CostLine line, IReadOnlyDictionary<string, IReadOnlyList<string>> features) =>
        features.TryGetValue(line.Name, out var names) && names.Count > 0 ? names.Select(name => line.Part($"{line.Name}:{name}", 1.0 / names.Count)) : [line];
}

/// <summary>A line of a report.</summary>
/// <param name="Line">What was used.</param>
/// <param name="Share">The share of the whole, from 0 to 1: of money where there are prices, of time where there are none.</param>
/// <param name="Money">What it costs; null where there are no prices.</param>
public sealed record CostRank(CostLine Line, double Share, double? Money);
