using System.Globalization;
using Quern.Profiles;

namespace Quern.Drift;

/// <summary>
/// Puts the shifts of one bucket together into what went wrong. Each kind of fault leaves its own trace: a renamed category is one that went and one that came with as many rows; another unit
/// multiplies mean and spread by the same; a shifted clock turns the hours round. What a found cause explains is folded under it, so that one fault is told once.
/// </summary>
/// <param name="reference">What the rows are like when nothing is wrong.</param>
/// <param name="now">The bucket; null when it has no rows.</param>
public sealed class CauseFinder(RowProfile reference, RowProfile? now)
{
    // Of what is expected, so much left of a category or a spread is nothing.
    private const double Gone = -0.9;

    // Of the logarithm of a factor; a lesser one is drift.
    private const double LeastFactor = 0.4;

    private readonly List<Incident> _incidents = [];
    private List<Shift> _rest = [];

    /// <summary>What went wrong, the surest first; each shift is in one incident.</summary>
    /// <param name="shifts">The shifts of the bucket, the least probable first.</param>
    public IReadOnlyList<Incident> Find(IReadOnlyList<Shift> shifts)
    {
        _incidents.Clear();
        _rest = [.. shifts];
        if (now is null)
        {
            if (First(shift => shift.Signal.Kind == SignalKind.Volume) is { } none) Tell(Cause.LateSource, none, _ => true, "no rows");
            return [.. _incidents];
        }

        if (!FindOfRows(now)) return [.. _incidents];
        foreach (var field in _rest.Select(shift => shift.Signal.Field).OfType<string>().Distinct().ToArray()) FindMissing(field);
        FindCategories(now);
        string[] fields = [.. _rest.Select(shift => shift.Signal.Field).OfType<string>().Distinct()];
        foreach (var field in fields) FindFaulty(field, now);
        FindPopulation();
        foreach (var field in fields) FindMoved(field);
        return [.. _incidents];
    }

    // False when nothing else can be said of the bucket.
    private bool FindOfRows(RowProfile bucket)
    {
        var fewer = First(shift => shift.Signal.Kind == SignalKind.Volume && shift.Magnitude < 0) ?? First(shift => shift.Signal.Kind == SignalKind.Hours);
        if (fewer is not null && MissingHours(LastHour(bucket)) > 0.25)
        {
            Tell(Cause.LateSource, fewer, _ => true, string.Create(CultureInfo.InvariantCulture, $"none after {LastHour(bucket):00}:59"));
            return false;
        }

        if (First(shift => shift.Signal.Kind == SignalKind.Repeats && shift.Magnitude > 0) is { } repeats)
            Tell(Cause.RepeatedRows, repeats, shift => shift.Signal.Kind is SignalKind.Volume or SignalKind.Hours, Percent(repeats.Magnitude));
        if (First(shift => shift.Signal.Kind == SignalKind.Hours) is { } hours && !IsDownstream(hours) && Turned(bucket) is { } turned)
            Tell(Cause.ShiftedClock, hours, shift => shift.Signal.Kind is SignalKind.Volume, string.Create(CultureInfo.InvariantCulture, $"by {turned:+0;-0} h"));
        return true;
    }

    private void FindMissing(string field)
    {
        foreach (var (kind, cause) in new[] { (SignalKind.NullRate, Cause.MissingValues), (SignalKind.NotFinite, Cause.NotFiniteValues) })
            if (Best(field, shift => shift.Signal.Kind == kind && shift.Magnitude > 0) is { } missing)
                Tell(cause, missing, shift => shift.Signal.Field == field, Percent(missing.Found));
    }

    private void FindCategories(RowProfile bucket)
    {
        foreach (var gone in _rest.Where(shift => shift.Signal.Kind == SignalKind.Share && shift.Magnitude < Gone).ToArray())
        {
            if (!_rest.Contains(gone)) continue;
            var field = gone.Signal.By!;
            bool IsOfField(Shift shift) => shift.Signal.Field == field || shift.Signal.By == field || shift.Signal.Kind is SignalKind.Share or SignalKind.Volume or SignalKind.Hours;
            if (Successor(bucket, field, Math.Exp(gone.Expected)) is { } name) Tell(Cause.RenamedCategory, gone, IsOfField, $"now '{name}'");
            else Tell(Cause.MissingCategory, gone, shift => IsOfField(shift) || shift.Signal.Kind is SignalKind.Shape or SignalKind.Distinct, Percent(gone.Magnitude));
        }

        foreach (var shift in _rest.Where(shift => shift.Signal.Kind == SignalKind.NewValues).ToArray())
            Tell(Cause.NewValues, shift, other => other.Signal.Field == shift.Signal.Field, Percent(shift.Found), isFault: false);
    }

    private void FindFaulty(string field, RowProfile bucket)
    {
        if (Best(field, shift => shift.Signal.Kind == SignalKind.Spread && shift.Magnitude < Gone) is { } stuck && !IsDownstream(stuck))
            Tell(Cause.StuckValue, stuck, shift => shift.Signal.Field == field, "");
        else if (Best(field, shift => shift.Signal.Kind == SignalKind.Level && Factor(shift, bucket) is not null) is { } scaled && !IsDownstream(scaled))
            Tell(Cause.UnitChange, scaled, shift => shift.Signal.Field == field, string.Create(CultureInfo.InvariantCulture, $"times {Factor(scaled, bucket):0.###}"));
    }

    // The rows are upstream of their values: when others come than usual, values move with them.
    private bool IsDownstream(Shift shift) => First(other => IsOfPopulation(other.Signal) && other.Signal.Kind != shift.Signal.Kind) is { } rows && rows.Probability < shift.Probability;

    private bool IsOfPopulation(Signal signal) => signal.Kind is SignalKind.Volume or SignalKind.Hours or SignalKind.Share || IsOfCategories(signal);

    private void FindPopulation()
    {
        if (First(shift => IsOfPopulation(shift.Signal)) is { } rows)
            Tell(Cause.Population, rows, _ => true, Percent(rows.Magnitude), isFault: false);
    }

    private bool IsOfCategories(Signal signal) =>
        signal is { Kind: SignalKind.Shape or SignalKind.Distinct, Field: { } field } && reference.Fields[Place(field)].Type.Kind is Values.ValueKind.String or Values.ValueKind.Boolean;

    private void FindMoved(string field)
    {
        // What moves in one category, or for one bucket, moves by itself.
        if (Best(field, _ => true) is { } moved) Tell(Cause.Drift, moved, shift => shift.Signal.Field == field, "", isFault: moved.Signal.Slice is null && moved.Lasts);
    }

    private int Place(string field) => reference.Names.ToList().IndexOf(field);

    // What tells it best: one category if few moved, and all rows if many did.
    private Shift? Best(string field, Func<Shift, bool> isTrace)
    {
        var found = _rest.Where(shift => shift.Signal.Field == field && isTrace(shift)).ToArray();
        var sliced = found.Where(shift => shift.Signal.Slice is not null).MaxBy(shift => Math.Abs(shift.Step));
        var whole = found.Where(shift => shift.Signal.Slice is null).MaxBy(shift => Math.Abs(shift.Step));
        if (sliced is null || whole is null) return sliced ?? whole;
        return Math.Abs(sliced.Step) > Math.Abs(whole.Step) ? sliced : whole;
    }

    // Another unit moves all inverse hyperbolic sines by the logarithm of the factor, and leaves their spread.
    private double? Factor(Shift shift, RowProfile bucket)
    {
        if (Numbers(reference, shift.Signal) is not { } usual || Numbers(bucket, shift.Signal) is not { } found || usual.Deviation == 0) return null;
        var moved = found.Mean - usual.Mean;
        // Around zero a factor moves nothing.
        if (Math.Min(usual.Mean, found.Mean) < Math.Max(usual.Deviation, found.Deviation)) return null;
        var isAlike = Math.Abs(Math.Log(found.Deviation / usual.Deviation)) < Math.Min(0.3, Math.Abs(moved) / 2);
        return Math.Abs(moved) > LeastFactor && isAlike ? Math.Exp(moved) : null;
    }

    private (double Mean, double Deviation)? Numbers(RowProfile profile, Signal signal)
    {
        var place = Place(signal.Field!);
        if (signal.Slice is null) return profile.Fields[place].Scaled;
        foreach (var slice in profile.Slices.Where(slice => reference.Names[slice.By] == signal.By))
            if (slice.Cells.FirstOrDefault(cell => cell.Name == signal.Slice)?.Measure(slice.Measured.ToList().IndexOf(place)) is { } numbers)
                return (numbers.Mean, numbers.Deviation);
        return null;
    }

    // A category that the reference does not have and that has about as many rows.
    private string? Successor(RowProfile bucket, string by, double share)
    {
        for (var slice = 0; slice < reference.Slices.Count; slice++)
        {
            if (reference.Names[reference.Slices[slice].By] != by) continue;
            var known = reference.Slices[slice].Cells.Select(cell => cell.Name).ToHashSet(StringComparer.Ordinal);
            return bucket.Slices[slice].Cells.Where(cell => !known.Contains(cell.Name) && Math.Abs(Math.Log((double)cell.Rows / bucket.Rows / share)) < Math.Log(3)).MaxBy(cell => cell.Rows)?.Name;
        }

        return null;
    }

    private static int LastHour(RowProfile bucket) => bucket.Hours.ToList().FindLastIndex(count => count > 0);

    private double MissingHours(int last) => reference.Hours.Skip(last + 1).Sum() / (double)Math.Max(1, reference.Rows);

    // By how many hours the day must be turned to look like the reference; null where turning makes it no more like it.
    private int? Turned(RowProfile bucket)
    {
        double[] usual = [.. reference.Hours.Select(hour => (double)hour)], found = [.. bucket.Hours.Select(hour => (double)hour)];
        var (best, least) = (0, double.PositiveInfinity);
        for (var turn = -11; turn <= 12; turn++)
        {
            double[] back = [.. Enumerable.Range(0, 24).Select(hour => found[(hour + turn + 24) % 24])];
            if (Distances.Between(usual, back) is { } distance && distance.JensenShannon < least) (best, least) = (turn, distance.JensenShannon);
        }

        return best != 0 && least < 0.7 * Distances.Between(usual, found)!.JensenShannon ? best : null;
    }

    private Shift? First(Func<Shift, bool> isWanted) => _rest.FirstOrDefault(isWanted);

    private void Tell(Cause cause, Shift root, Func<Shift, bool> isExplained, string detail, bool isFault = true)
    {
        Shift[] folded = [.. _rest.Where(shift => shift != root && isExplained(shift))];
        _rest = [.. _rest.Except(folded).Where(shift => shift != root)];
        _incidents.Add(new(cause, isFault, root, folded, detail));
    }

    private static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);
}
