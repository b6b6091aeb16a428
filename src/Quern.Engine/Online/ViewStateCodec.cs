using System.Text.Json;
using Quern.Time;

namespace Quern.Engine.Online;

/// <summary>The state of a view as a record of the catalog: JSON, since it is small, seldom read and good to look at. Instants are microseconds.</summary>
internal static class ViewStateCodec
{
    public static byte[] Write(ViewState state) => JsonSerializer.SerializeToUtf8Bytes(new Stored(
        state.Number,
        state.View,
        state.Hash,
        [.. state.Covered.Select(covered => new Stretch(covered.Start.Microseconds, covered.End.Microseconds))],
        state.RetainedFrom.Microseconds,
        state.SeesItsInstant,
        state.Source,
        state.LogPosition,
        state.Job is { } job ? new(job.Range.Start.Microseconds, job.Range.End.Microseconds, job.Source, job.Buckets, job.BucketsDone) : null));

    /// <summary>The number of a state, which comes first.</summary>
    public static int NumberOf(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read() && reader.TokenType != JsonTokenType.Number)
        {
        }

        return reader.GetInt32();
    }

    public static ViewState Read(ReadOnlySpan<byte> json)
    {
        Stored stored;
        try
        {
            stored = JsonSerializer.Deserialize<Stored>(json)!;
        }
        catch (JsonException cause)
        {
            throw new QuernException(RecordChecksum.Damaged("*").Findings, cause);
        }

        return new()
        {
            Number = stored.Number,
            View = stored.View,
            Hash = stored.Hash,
            Covered = [.. stored.Covered.Select(covered => new Interval(new(covered.Start), new(covered.End)))],
            RetainedFrom = new(stored.RetainedFrom),
            SeesItsInstant = stored.SeesItsInstant,
            Source = stored.Source,
            LogPosition = stored.LogPosition,
            Job = stored.Job is { } job ? new(new(new(job.Start), new(job.End)), job.Source, job.Buckets, job.BucketsDone) : null,
        };
    }

    private sealed record Stretch(long Start, long End);

    private sealed record StoredJob(long Start, long End, string Source, int Buckets, int BucketsDone);

    private sealed record Stored(int Number, string View, string Hash, Stretch[] Covered, long RetainedFrom, bool SeesItsInstant, string Source, long LogPosition, StoredJob? Job);
}
