using Quern.Time;

namespace Quern.Engine.Online;

/// <summary>A materialization that has begun and not ended.</summary>
/// <param name="Range">Which event times it brings in.</param>
/// <param name="Source">What the source consisted of when it began; a job is only gone on with over the same.</param>
/// <param name="Buckets">How many buckets of entities the work was cut into.</param>
/// <param name="BucketsDone">How many of them are done.</param>
public sealed record MaterializationJob(Interval Range, string Source, int Buckets, int BucketsDone);
