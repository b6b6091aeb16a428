using System.Buffers.Binary;
using Quern.Engine.Online;

namespace Quern.Engine.Usage;

/// <summary>How much of an online store belongs to a view.</summary>
/// <param name="Records">How many records.</param>
/// <param name="Bytes">How many bytes they take, keys included.</param>
public readonly record struct StoredSize(long Records, long Bytes)
{
    /// <summary>By view, what is left of former definitions included; reads the whole store.</summary>
    public static IReadOnlyDictionary<string, StoredSize> Of(IOnlineSnapshot snapshot)
    {
        var views = OnlineCatalog.List(snapshot).ToDictionary(state => state.Number, state => state.View);
        var sizes = new Dictionary<string, StoredSize>(StringComparer.Ordinal);
        snapshot.VisitRecords((record, bytes) =>
        {
            if (record.Length < sizeof(int) || !views.TryGetValue(BinaryPrimitives.ReadInt32BigEndian(record), out var view)) return;
            var size = sizes.GetValueOrDefault(view);
            sizes[view] = new(size.Records + 1, size.Bytes + bytes);
        });
        return sizes;
    }
}
