using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Quern.Connectors.Tests.S3;

/// <summary>What can be done with a bucket of the tests' server.</summary>
internal sealed partial class S3Operations(S3Bucket bucket, S3Server server, DateTimeOffset now)
{
    private const int MostKeys = 1000;

    public S3Answer Do(S3Request request, string key, Dictionary<string, string> query) => (request.Method, key) switch
    {
        ("GET", "") when query.ContainsKey("list-type") => List(query),
        ("GET" or "HEAD", not "") => Get(request, key),
        ("PUT", not "") when query.TryGetValue("uploadId", out var upload) => PutPart(upload, int.Parse(query["partNumber"], CultureInfo.InvariantCulture), request.Body),
        ("PUT", not "") => Put(request, key),
        ("POST", not "") when query.ContainsKey("uploads") => Begin(key),
        ("POST", not "") when query.TryGetValue("uploadId", out var upload) => Complete(key, upload, request.Body),
        ("DELETE", not "") when query.TryGetValue("uploadId", out var upload) => bucket.Uploads.Remove(upload) ? new(204, []) : S3Answer.Error(404, "NoSuchUpload", "The specified upload does not exist."),
        ("DELETE", not "") => Delete(key),
        _ => S3Answer.Error(501, "NotImplemented", "The tests' server does not do that."),
    };

    private S3Answer List(Dictionary<string, string> query)
    {
        var after = query.TryGetValue("continuation-token", out var token) ? Encoding.UTF8.GetString(Convert.FromBase64String(token)) : query.GetValueOrDefault("start-after");
        var most = query.TryGetValue("max-keys", out var asked) ? Math.Min(MostKeys, int.Parse(asked, CultureInfo.InvariantCulture)) : MostKeys;
        var (items, next) = bucket.Page(query.GetValueOrDefault("prefix", ""), after, most);
        var isUrl = query.GetValueOrDefault("encoding-type") == "url";
        return S3Answer.Xml(200, new("ListBucketResult",
            new XElement("KeyCount", items.Count), new XElement("IsTruncated", next is null ? "false" : "true"),
            next is null ? null : new XElement("NextContinuationToken", Convert.ToBase64String(Encoding.UTF8.GetBytes(next))),
            isUrl ? new XElement("EncodingType", "url") : null,
            items.Select(item => new XElement("Contents", new XElement("Key", isUrl ? Uri.EscapeDataString(item.Key) : item.Key), new XElement("LastModified", item.Modified.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.000'Z'", CultureInfo.InvariantCulture)),
                new XElement("ETag", item.Tag), new XElement("Size", item.Content.Length), new XElement("StorageClass", "STANDARD")))));
    }

    private S3Answer Get(S3Request request, string key)
    {
        if (!bucket.Items.TryGetValue(key, out var item)) return S3Answer.Error(404, "NoSuchKey", "The specified key does not exist.");
        if (request.Header("If-Match") is { } tag && tag.Trim('"') != item.Tag.Trim('"')) return S3Answer.Error(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
        var (status, content) = (200, item.Content);
        string? range = null;
        if (request.Header("Range") is { } asked && Range().Match(asked) is { Success: true } parts)
        {
            var first = int.Parse(parts.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            var last = parts.Groups[2].Length == 0 ? item.Content.Length - 1 : Math.Min(item.Content.Length - 1, int.Parse(parts.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
            if (first > last) return S3Answer.Error(416, "InvalidRange", "The requested range is not satisfiable");
            (status, content, range) = (206, item.Content[first..(last + 1)], $"bytes {first}-{last}/{item.Content.Length}");
        }

        var answer = new S3Answer(status, content) { Length = content.Length };
        answer.Headers["ETag"] = item.Tag;
        answer.Headers["Last-Modified"] = item.Modified.ToString("R", CultureInfo.InvariantCulture);
        answer.Headers["Accept-Ranges"] = "bytes";
        if (range is not null) answer.Headers["Content-Range"] = range;
        return answer;
    }

    private S3Answer Put(S3Request request, string key)
    {
        var body = request.Body;
        if (server.Creates && request.Header("If-None-Match") == "*" && bucket.Items.ContainsKey(key)) return S3Answer.Error(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
        return new(200, []) { Headers = { ["ETag"] = bucket.Put(key, body, S3Bucket.TagOf(body), now).Tag } };
    }

    private S3Answer PutPart(string upload, int number, byte[] body)
    {
        if (!bucket.Uploads.TryGetValue(upload, out var found)) return S3Answer.Error(404, "NoSuchUpload", "The specified upload does not exist.");
        if (number is < 1 or > 10_000) return S3Answer.Error(400, "InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
        found.Parts[number] = body;
        return new(200, []) { Headers = { ["ETag"] = S3Bucket.TagOf(body) } };
    }

    private S3Answer Begin(string key)
    {
        var upload = Guid.NewGuid().ToString("N");
        bucket.Uploads[upload] = (key, []);
        return S3Answer.Xml(200, new("InitiateMultipartUploadResult", new XElement("Key", key), new XElement("UploadId", upload)));
    }

    private S3Answer Complete(string key, string upload, byte[] body)
    {
        var parts = XElement.Load(new MemoryStream(body)).Elements().Where(part => part.Name.LocalName == "Part")
            .Select(part => (int.Parse(Of(part, "PartNumber"), CultureInfo.InvariantCulture), Of(part, "ETag"))).ToArray();
        var (made, error) = bucket.Complete(upload, parts, now);
        return made is not null
            ? S3Answer.Xml(200, new("CompleteMultipartUploadResult", new XElement("Key", key), new XElement("ETag", made.Tag)))
            : S3Answer.Error(error == "NoSuchUpload" ? 404 : 400, error!, "The parts cannot be put together.");
    }

    private S3Answer Delete(string key)
    {
        bucket.Items.Remove(key);
        return new(204, []);
    }

    private static string Of(XElement part, string name) => part.Elements().First(element => element.Name.LocalName == name).Value;

    [GeneratedRegex(@"^bytes=(\d+)-(\d*)$")]
    private static partial Regex Range();
}
