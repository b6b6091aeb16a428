using System.Text;

namespace Quern.Engine.Online;

/// <summary>The partition of one entity: the entity's name, an end, and the encoded key. All views of an entity lie in it, next to each other.</summary>
internal static class Partition
{
    /// <summary>Gets the partition of the catalog, which no entity can have.</summary>
    public static ReadOnlySpan<byte> Catalog => "\0catalog"u8;

    public static byte[] Prefix(string entity) => [.. Encoding.UTF8.GetBytes(entity), 0];
}
