using Quern.Time;

namespace Quern.Engine.Objects;

/// <summary>An object as its store tells of it.</summary>
/// <param name="Key">Its name in the store; slashes in it mean nothing to the store.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Tag">What changes whenever the content under the key does; says nothing else.</param>
/// <param name="Modified">When it was written, by the store's clock.</param>
public sealed record StoredObject(string Key, long Bytes, string Tag, Instant Modified);

/// <summary>An object with its content.</summary>
/// <param name="Object">What it is.</param>
/// <param name="Content">All of it.</param>
public sealed record ObjectContent(StoredObject Object, byte[] Content);
