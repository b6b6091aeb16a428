namespace Quern.Engine.Objects;

/// <summary>What every store of objects says in the same words.</summary>
public static class ObjectFindings
{
    /// <summary>The code of an object that is not what it was when it was found.</summary>
    public const string ChangedCode = "QRN6807";

    /// <summary>An object was replaced or removed while it was read.</summary>
    /// <param name="name">The object: <c>s3://bucket/key</c>.</param>
    public static Finding Changed(string name) => new(
        ChangedCode, $"object '{name}' was replaced or removed while it was read", "What was read of it is of no use, and was thrown away.", "Run it again. Whoever writes there should write new objects, and leave those that are there as they are.");

    /// <summary>A store that cannot keep two writers apart.</summary>
    /// <param name="name">The store.</param>
    public static Finding NoCreate(string name) => new(
        "QRN6810", $"store '{name}' does not honour 'If-None-Match: *'", "It replaced an object that was there, so that of two writers of a table both would believe to have won, and one's rows would be lost.", "Use a store that has conditional writes (AWS S3, MinIO, Ceph, R2 do), or update it.");
}
