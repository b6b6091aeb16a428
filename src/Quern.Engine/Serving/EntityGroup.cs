using Quern.Planning;

namespace Quern.Engine.Serving;

/// <summary>The reads of a service that are about one entity under one set of join keys: all in one partition, in the order in which their records lie.</summary>
internal sealed class EntityGroup(string entity, int[] keys, int[] reads)
{
    private readonly byte[] _prefix = Online.Partition.Prefix(entity);
    private byte[] _partition = new byte[64];

    /// <summary>Gets the positions of the reads; sorted anew when numbers of views have changed.</summary>
    public int[] Reads { get; } = reads;

    public static EntityGroup[] Of(ServicePlan plan) =>
        [.. plan.Reads
            .Select((read, index) => (Entity: read.View.Definition.Entity.Name, Keys: string.Join('\0', read.JoinKeys), Read: read, Index: index))
            .GroupBy(item => (item.Entity, item.Keys))
            .Select(group => Of(plan, group.First().Read, [.. group.Select(item => item.Index)]))];

    /// <summary>Each read as a group of its own, in the order of the service.</summary>
    public static EntityGroup[] OneByOne(ServicePlan plan) => [.. plan.Reads.Select((read, index) => Of(plan, read, [index]))];

    private static EntityGroup Of(ServicePlan plan, ViewRead read, int[] reads)
    {
        string[] names = [.. plan.JoinKeys.Select(key => key.Name)];
        return new(read.View.Definition.Entity.Name, [.. read.JoinKeys.Select(key => Array.IndexOf(names, key))], reads);
    }

    public void Sort(StateReader[] readers) => Array.Sort(Reads, (left, right) => (readers[left].State?.Number ?? 0).CompareTo(readers[right].State?.Number ?? 0));

    /// <summary>The partition of a row's entity; empty when any part of the key is null.</summary>
    public ReadOnlySpan<byte> Partition(VectorKeys request, int row)
    {
        var length = _prefix.Length;
        _prefix.CopyTo(_partition, 0);
        foreach (var key in keys)
        {
            var part = request.Part(key, row);
            if (part.IsEmpty) return default;
            if (length + part.Length > _partition.Length) Array.Resize(ref _partition, (length + part.Length) * 2);
            part.CopyTo(_partition.AsSpan(length));
            length += part.Length;
        }

        return _partition.AsSpan(0, length);
    }
}
