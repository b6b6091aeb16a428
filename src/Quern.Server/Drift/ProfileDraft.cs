using System.Globalization;
using Quern.Drift;
using Quern.Profiles;
using Quern.Protocol.Drift;
using Quern.Time;
using Quern.Values;

namespace Quern.Server.Drift;

/// <summary>Puts together what profiles tell, for those who draw it.</summary>
internal static class ProfileDraft
{
    private const int MostParts = 20;

    /// <summary>The profile of a source or a service.</summary>
    /// <param name="subject">Its name.</param>
    /// <param name="width">How long a bucket is.</param>
    /// <param name="starts">When the buckets begin.</param>
    /// <param name="profiles">What they are like; where there is none there are no rows.</param>
    /// <param name="against">What the reference is called; null for none.</param>
    /// <param name="reference">What the fields were like in the reference, by name.</param>
    internal static ProfileShape Of(string subject, Duration width, IReadOnlyList<Instant> starts, IReadOnlyDictionary<Instant, RowProfile> profiles, string? against, IReadOnlyDictionary<string, ValueProfile> reference)
    {
        RowProfile?[] buckets = [.. starts.Select(profiles.GetValueOrDefault)];
        var whole = RowProfile.MergeAll([.. buckets.OfType<RowProfile>()]);
        return new(
            subject, width.ToString(), [.. starts.Select(start => start.ToString()!)], [.. buckets.Select(bucket => bucket?.Rows ?? 0)], against,
            whole is null ? [] : [.. Enumerable.Range(0, whole.Names.Count).Select(place => Field(whole.Names[place], whole.Fields[place], [.. buckets.Select(bucket => bucket?.Fields[place])], reference.GetValueOrDefault(whole.Names[place])))]);
    }

    private static ProfileFieldShape Field(string name, ValueProfile whole, IReadOnlyList<ValueProfile?> buckets, ValueProfile? reference) => new(
        name,
        whole.Type.ToString(),
        FeatureDrift.Missing(whole),
        whole.Distinct,
        Finite(whole.Measure.Count == 0 ? double.NaN : whole.Measure.Mean),
        Finite(whole.Measure.Deviation),
        Finite(whole.Measure.Min),
        Finite(whole.Measure.Max),
        [.. Parts(whole, reference?.Type == whole.Type ? reference : null)],
        [.. buckets.Select(bucket => bucket is { Rows: > 0 } ? FeatureDrift.Missing(bucket) : (double?)null)],
        [.. buckets.Select(bucket => bucket is { Measure.Count: > 0 } ? Finite(bucket.Measure.Mean) : null)]);

    private static IEnumerable<ProfilePartShape> Parts(ValueProfile whole, ValueProfile? reference) =>
        whole.Type is { Shape: DataShape.Scalar, Kind: ValueKind.String or ValueKind.Boolean } ? Categories(whole, reference) : Ranges(whole, reference);

    private static IEnumerable<ProfilePartShape> Categories(ValueProfile whole, ValueProfile? reference)
    {
        var before = reference?.Frequent.ToDictionary(value => value.Text, value => value.Count, StringComparer.Ordinal);
        var (now, then) = (Total(whole), reference is null ? 1 : Total(reference));
        return whole.Frequent.Take(MostParts).Select(value => new ProfilePartShape(value.Text, value.Count / now, before is null ? null : before.GetValueOrDefault(value.Text) / then));
    }

    // Parts of equal length between the percentiles that hold all but what is rare; what lies beyond is in the first and the last.
    private static IEnumerable<ProfilePartShape> Ranges(ValueProfile whole, ValueProfile? reference)
    {
        ValueProfile[] both = reference is null ? [whole] : [whole, reference];
        var (low, high) = (both.Min(one => one.Quantile(0.01)), both.Max(one => one.Quantile(0.99)));
        if (whole.Distribution.Count == 0) return [];
        var step = (high - low) / MostParts;
        if (!(step > 0)) return [new(low.ToString("0.###", CultureInfo.InvariantCulture), 1, reference is null ? null : 1)];
        var (now, before) = (Cut(whole, low, step), reference is null ? null : Cut(reference, low, step));
        return Enumerable.Range(0, MostParts).Select(part => new ProfilePartShape((low + (part * step)).ToString("0.###", CultureInfo.InvariantCulture), now[part], before?[part]));
    }

    private static double[] Cut(ValueProfile profile, double low, double step)
    {
        var (shares, total) = (new double[MostParts], Total(profile));
        foreach (var (value, weight) in profile.Distribution) shares[(int)Math.Clamp((value - low) / step, 0, MostParts - 1)] += weight / total;
        return shares;
    }

    private static double Total(ValueProfile profile) => Math.Max(1, profile.Distribution.Sum(part => (double)part.Weight));

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
