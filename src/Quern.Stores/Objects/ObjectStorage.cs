using System.Collections.Concurrent;
using Quern.Engine.Objects;

namespace Quern.Stores.Objects;

/// <summary>
/// A project's objects: its buckets, and where those of them that were read lie on this machine, since DuckDB reads files alone. For as long as a process runs; safe for use from several threads.
/// </summary>
/// <param name="open">Opens a bucket by its name.</param>
/// <param name="cacheFolder">The folder for objects that were read; made when one is.</param>
/// <param name="cacheBytes">How many bytes of objects stay there when nobody reads them.</param>
/// <param name="clock">Says when they were used.</param>
public sealed class ObjectStorage(Func<string, IObjectStore> open, string cacheFolder, long cacheBytes, TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<IObjectStore>> _buckets = new(StringComparer.Ordinal);

    /// <summary>Gets or sets what is told of objects that come: what is done, how many bytes of it are there, how many there are. Null where nobody looks.</summary>
    public Action<string, long, long>? Progress { get; set; }

    /// <summary>Gets or sets what ends reads and writes of objects that have no such token of their own: that of the process.</summary>
    public CancellationToken Stop { get; set; }

    internal TimeProvider Clock => clock;

    internal string CacheFolder => cacheFolder;

    internal long CacheBytes => cacheBytes;

    /// <summary>A bucket, opened once.</summary>
    public IObjectStore Open(string bucket) => _buckets.GetOrAdd(bucket, name => new(() => open(name))).Value;

    /// <summary>The storage of a project whose settings name none.</summary>
    /// <param name="location">What was to be found there.</param>
    public static QuernException Missing(string location) => new(new Finding(
        "QRN6800", $"'{location}' is in object storage, and the settings name none", null, "Add \"storage\" to quern.json, such as { \"s3\": { \"region\": \"eu-central-1\" } }."));

    /// <summary>Closes the buckets.</summary>
    public void Dispose()
    {
        foreach (var bucket in _buckets.Values)
            if (bucket.IsValueCreated)
                bucket.Value.Dispose();
    }
}
