using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Quern.Engine.Objects;
using Quern.Time;

namespace Quern.Connectors.S3;

/// <summary>A bucket of a store that speaks S3.</summary>
internal sealed class S3ObjectStore(S3Link link, string bucket) : IObjectStore
{
    private readonly Lock _probing = new();
    private bool _creates;

    public string Name => ObjectLocation.Scheme + bucket;

    public StoredObject? Find(string key, CancellationToken cancellation)
    {
        try
        {
            return link.Call(bucket, NameOf(key), async (client, stop) =>
            {
                var found = await client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = bucket, Key = key }, stop).ConfigureAwait(false);
                return new StoredObject(key, found.ContentLength, Tag(found.ETag), At(found.LastModified));
            }, cancellation, S3Errors.IsUntold);
        }
        catch (AmazonS3Exception untold) when (S3Errors.IsUntold(untold))
        {
            // A question without a body is answered without one: of a bucket that is not there it says the same as of a key, and of a wrong key the same as of a missing right.
            Ask(cancellation);
            return S3Errors.IsMissingKey(untold) ? null : throw S3Errors.Of(link.Settings, bucket, NameOf(key), 1, untold)!;
        }
    }

    public IEnumerable<StoredObject> List(string prefix, string? after, CancellationToken cancellation)
    {
        string? token = null;
        do
        {
            var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix, StartAfter = token is null ? after : null, ContinuationToken = token };
            var page = link.Call(bucket, NameOf(prefix), (client, stop) => client.ListObjectsV2Async(request, stop), cancellation);
            foreach (var found in page.S3Objects ?? [])
                yield return new(found.Key, found.Size ?? 0, found.ETag, At(found.LastModified));
            token = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (token is not null);
    }

    public ObjectContent? Get(string key, CancellationToken cancellation)
    {
        try
        {
            return link.Call(bucket, NameOf(key), async (client, stop) =>
            {
                using var answer = await client.GetObjectAsync(new GetObjectRequest { BucketName = bucket, Key = key }, stop).ConfigureAwait(false);
                var tag = Tag(answer.ETag);
                var content = new byte[answer.ContentLength];
                await answer.ResponseStream.ReadExactlyAsync(content, stop).ConfigureAwait(false);
                return new ObjectContent(new(key, content.Length, tag, At(answer.LastModified)), content);
            }, cancellation, S3Errors.IsMissingKey);
        }
        catch (AmazonS3Exception missing) when (S3Errors.IsMissingKey(missing))
        {
            return null;
        }
    }

    public void Read(StoredObject from, long offset, Memory<byte> into, CancellationToken cancellation)
    {
        if (into.IsEmpty) return;
        try
        {
            link.Call(bucket, NameOf(from.Key), async (client, stop) =>
            {
                var request = new GetObjectRequest { BucketName = bucket, Key = from.Key, EtagToMatch = from.Tag, ByteRange = new(offset, offset + into.Length - 1) };
                using var answer = await client.GetObjectAsync(request, stop).ConfigureAwait(false);
                if (answer.ContentLength != into.Length) throw new QuernException(ObjectFindings.Changed(NameOf(from.Key)));
                await answer.ResponseStream.ReadExactlyAsync(into, stop).ConfigureAwait(false);
                return true;
            }, cancellation, IsChange);
        }
        catch (AmazonS3Exception changed) when (IsChange(changed))
        {
            throw new QuernException(ObjectFindings.Changed(NameOf(from.Key)), changed);
        }
    }

    public StoredObject Put(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var tag = link.Call(bucket, NameOf(key), async (client, stop) => Tag((await client.PutObjectAsync(Request(key, content), stop).ConfigureAwait(false)).ETag), cancellation);
        // The answer to a put has no time, which is asked for.
        return Find(key, cancellation) is { } found && found.Tag == tag ? found : new(key, content.Length, tag, Instant.Min);
    }

    public bool TryCreate(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        RequireCreate(key, cancellation);
        return Create(key, content, cancellation);
    }

    public IObjectUpload BeginUpload(string key, CancellationToken cancellation)
    {
        var begun = link.Call(bucket, NameOf(key), (client, stop) => client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = bucket, Key = key }, stop), cancellation);
        return new S3Upload(link, this, bucket, key, begun.UploadId);
    }

    public void Delete(string key, CancellationToken cancellation)
    {
        try
        {
            link.Call(bucket, NameOf(key), (client, stop) => client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = bucket, Key = key }, stop), cancellation, S3Errors.IsMissingKey);
        }
        catch (AmazonS3Exception missing) when (S3Errors.IsMissingKey(missing))
        {
            // Not there, as it is to be.
        }
    }

    public void Dispose()
    {
        // The connections are those of all buckets.
    }

    /// <summary>What an object is called in findings.</summary>
    public string NameOf(string key) => new ObjectLocation(bucket, key).ToString();

    // What answers for something between here and the store has none: it is no answer of the store.
    private static string Tag(string? told) => string.IsNullOrEmpty(told) ? throw new IOException("The answer has no tag of the object.") : told;

    private static Instant At(DateTime? time) => time is { } known ? Instant.From(new DateTimeOffset(known.ToUniversalTime())) : Instant.Min;

    private static bool IsChange(Exception failure) =>
        S3Errors.IsPrecondition(failure) || S3Errors.IsMissingKey(failure) || failure is AmazonS3Exception { StatusCode: HttpStatusCode.RequestedRangeNotSatisfiable };

    private PutObjectRequest Request(string key, ReadOnlyMemory<byte> content) => new()
    {
        BucketName = bucket,
        Key = key,
        InputStream = new MemoryStream(content.ToArray(), writable: false),
        UseChunkEncoding = false,
    };

    private bool Create(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        try
        {
            link.Call(bucket, NameOf(key), (client, stop) =>
            {
                var request = Request(key, content);
                request.IfNoneMatch = "*";
                return client.PutObjectAsync(request, stop);
            }, cancellation, S3Errors.IsPrecondition);
            return true;
        }
        catch (AmazonS3Exception taken) when (S3Errors.IsPrecondition(taken))
        {
            // It may have been our own first try, whose answer was lost.
            return Get(key, cancellation) is { } there && there.Content.AsSpan().SequenceEqual(content.Span);
        }
    }

    // A store that takes no notice of the condition would lose what another has written, and nobody would know: so it is tried once, on a key of its own.
    private void RequireCreate(string key, CancellationToken cancellation)
    {
        lock (_probing)
        {
            if (_creates) return;
            var probe = $"{key[..(key.LastIndexOf('/') + 1)]}.quern-probe-{Guid.NewGuid():N}";
            try
            {
                if (!Create(probe, "one"u8.ToArray(), cancellation) || Create(probe, "two"u8.ToArray(), cancellation)) throw new QuernException(ObjectFindings.NoCreate(Name));
            }
            finally
            {
                Delete(probe, cancellation);
            }

            _creates = true;
        }
    }

    private void Ask(CancellationToken cancellation)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, MaxKeys = 1 };
        link.Call(bucket, Name, (client, stop) => client.ListObjectsV2Async(request, stop), cancellation);
    }
}
