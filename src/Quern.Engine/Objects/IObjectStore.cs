namespace Quern.Engine.Objects;

/// <summary>
/// Port: objects by their keys, in one bucket. An object is whole or not there: what is being written, or was cut off, is under no key. What a call has written every later call sees, of whatever
/// process. Safe for use from several threads. What is over for good (no such bucket, no right) and what may be better later (a store that is away) are findings alike; an adapter tries again by itself
/// before it throws. Every member that reaches the store throws <see cref="QuernException"/> for them.
/// </summary>
public interface IObjectStore : IDisposable
{
    /// <summary>Gets what the store is called in findings: <c>s3://bucket</c>.</summary>
    string Name { get; }

    /// <summary>What an object is; null when there is none of that key.</summary>
    StoredObject? Find(string key, CancellationToken cancellation);

    /// <summary>The objects whose keys begin with a prefix, in the order of their keys' UTF-8 bytes. One that is put or deleted meanwhile is there or is not; all others are, once.</summary>
    /// <param name="prefix">What keys begin with; empty for all.</param>
    /// <param name="after">Only keys after this one; null for all.</param>
    /// <param name="cancellation">Ends the listing.</param>
    IEnumerable<StoredObject> List(string prefix, string? after, CancellationToken cancellation);

    /// <summary>An object with all of its content; null when there is none of that key. For what is small.</summary>
    ObjectContent? Get(string key, CancellationToken cancellation);

    /// <summary>Fills memory with what begins at an offset of an object: of that object, and not of one that has come under its key since.</summary>
    /// <param name="from">The object, as it was found or listed.</param>
    /// <param name="offset">Where to begin, from 0.</param>
    /// <param name="into">What is filled to its end; the object has at least as much from there on.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="QuernException"><see cref="ObjectFindings.ChangedCode"/>: the object is not there any more, or another is.</exception>
    void Read(StoredObject from, long offset, Memory<byte> into, CancellationToken cancellation);

    /// <summary>Puts an object, in place of the one that has the key.</summary>
    StoredObject Put(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation);

    /// <summary>Puts an object where there is none of that key: of all who try, one does.</summary>
    /// <returns>
    /// Whether the object there is the caller's. An object with the same content counts as such: an answer may be lost on its way, and the second try finds what the first has written. Whoever needs to be the only one
    /// puts something of their own into the content.
    /// </returns>
    bool TryCreate(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation);

    /// <summary>Begins to put an object in parts, of which nothing is seen before all are there.</summary>
    IObjectUpload BeginUpload(string key, CancellationToken cancellation);

    /// <summary>Removes an object; nothing happens when there is none.</summary>
    void Delete(string key, CancellationToken cancellation);
}
