using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Quern.Engine.Objects;

namespace Quern.Connectors.S3;

/// <summary>An object that is put in parts.</summary>
internal sealed class S3Upload(S3Link link, S3ObjectStore store, string bucket, string key, string id) : IObjectUpload
{
    private readonly ConcurrentDictionary<int, string> _parts = new();
    private bool _isDone;

    public void Put(int number, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var put = link.Call(bucket, store.NameOf(key), (client, stop) => client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = bucket,
            Key = key,
            UploadId = id,
            PartNumber = number,
            PartSize = content.Length,
            InputStream = new MemoryStream(content.ToArray(), writable: false),
            UseChunkEncoding = false,
        }, stop), cancellation);
        _parts[number] = put.ETag;
    }

    public StoredObject Complete(CancellationToken cancellation)
    {
        var parts = _parts.OrderBy(part => part.Key).Select(part => new PartETag(part.Key, part.Value)).ToList();
        string? tag = null;
        try
        {
            var request = new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = id, PartETags = parts };
            tag = link.Call(bucket, store.NameOf(key), (client, stop) => client.CompleteMultipartUploadAsync(request, stop), cancellation, S3Errors.IsMissingUpload).ETag;
        }
        catch (AmazonS3Exception missing) when (S3Errors.IsMissingUpload(missing))
        {
            // An earlier try may have done it, and its answer was lost: then what is there is what was to come.
            if (store.Find(key, cancellation) is not { } there || there.Tag.Trim('"') != TagOf(parts)) throw S3Errors.Of(link.Settings, bucket, store.NameOf(key), 1, missing)!;
        }

        _isDone = true;
        return store.Find(key, cancellation) is { } found && (tag is null || found.Tag == tag) ? found : throw new QuernException(ObjectFindings.Changed(store.NameOf(key)));
    }

    public void Dispose()
    {
        if (_isDone) return;
        _isDone = true;
        try
        {
            link.Call(bucket, store.NameOf(key), (client, stop) => client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = id }, stop), CancellationToken.None, S3Errors.IsMissingUpload);
        }
        catch (Exception failure) when (failure is QuernException or AmazonS3Exception)
        {
            // Parts that stay are seen by nobody; the bucket's rule for uploads that were not completed removes them.
        }
    }

    // As S3 makes the tag of an object in parts.
    private static string? TagOf(List<PartETag> parts)
    {
        try
        {
            var sums = parts.SelectMany(part => Convert.FromHexString(part.ETag.Trim('"'))).ToArray();
#pragma warning disable CA5351 // The tag is no protection: it only names content.
            return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(MD5.HashData(sums))}-{parts.Count}");
#pragma warning restore CA5351
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
