using Quern.Connectors.S3;
using Quern.Engine.Objects;
using Quern.Stores.Objects;

namespace Quern.Connectors.Tests.S3;

/// <summary>A bucket on a server of its own, read through a cache in a temporary folder.</summary>
internal sealed class S3Place : IDisposable
{
    public const string Bucket = "data-bucket";
    private readonly S3Objects _objects;

    public S3Place(long cacheBytes = 1L << 30)
    {
        Server.MakeBucket(Bucket);
        _objects = new(Server.Settings);
        Storage = NewStorage(cacheBytes);
        Store = _objects.Open(Bucket);
    }

    public S3Server Server { get; } = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("quern-s3-").FullName;

    public string Cache => Path.Combine(Folder, "cache");

    public ObjectStorage Storage { get; }

    public IObjectStore Store { get; }

    /// <summary>The storage as another process has it.</summary>
    public ObjectStorage NewStorage(long cacheBytes = 1L << 30) => new(_objects.Open, Cache, cacheBytes, TimeProvider.System);

    /// <summary>What lies in the cache, without what is in use.</summary>
    public string[] Cached() => Directory.Exists(Path.Combine(Cache, "objects")) ? Directory.GetFiles(Path.Combine(Cache, "objects")) : [];

    /// <summary>How many times a method was asked for keys that contain a text.</summary>
    public int Asked(string method, string part) => Server.With(() => Server.Seen.Count(request => request.StartsWith(method + " ", StringComparison.Ordinal) && request.Contains(part, StringComparison.Ordinal)));

    public void Dispose()
    {
        Storage.Dispose();
        _objects.Dispose();
        Server.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
