namespace Quern.Protocol.Drift;

/// <summary>What the rows of a source, or what was served of a service, are like by bucket of time.</summary>
/// <param name="Subject">The source or the service.</param>
/// <param name="Every">How long a bucket is.</param>
/// <param name="Starts">When the buckets begin, in the order of time; those without rows are there too.</param>
/// <param name="Rows">How many rows each has.</param>
/// <param name="Against">The training set that distributions are shown beside; null for none.</param>
/// <param name="Fields">The fields.</param>
public sealed record ProfileShape(string Subject, string Every, IReadOnlyList<string> Starts, IReadOnlyList<long> Rows, string? Against, IReadOnlyList<ProfileFieldShape> Fields);

/// <summary>A field: all buckets together, and bucket by bucket.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Nulls">The share of rows without a value, 0 to 1; NaN and infinities are none.</param>
/// <param name="Distinct">About how many distinct values there are.</param>
/// <param name="Mean">The mean; null where there are no numbers. Of text it is of lengths, of lists of their lengths, of vectors of their norms.</param>
/// <param name="Deviation">The standard deviation of the same.</param>
/// <param name="Min">The least of the same.</param>
/// <param name="Max">The greatest of the same.</param>
/// <param name="Parts">How the values lie, beside those of the training set.</param>
/// <param name="NullsByBucket">The share of rows without a value by bucket; null where there are no rows.</param>
/// <param name="MeanByBucket">The mean by bucket; null where there are no numbers.</param>
public sealed record ProfileFieldShape(
    string Name, string Type, double Nulls, long Distinct, double? Mean, double? Deviation, double? Min, double? Max, IReadOnlyList<ProfilePartShape> Parts, IReadOnlyList<double?> NullsByBucket, IReadOnlyList<double?> MeanByBucket);

/// <summary>A part of a field's values: a category, or the numbers from one to another.</summary>
/// <param name="Label">The category, or where the numbers begin.</param>
/// <param name="Share">The share of the values that are in it, 0 to 1.</param>
/// <param name="Reference">The share of the training set's values that are; null where there is no such set, or it does not have the field.</param>
public sealed record ProfilePartShape(string Label, double Share, double? Reference);
