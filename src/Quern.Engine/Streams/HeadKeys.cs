using Quern.Values;

namespace Quern.Engine.Streams;

/// <summary>
/// The entities of a <see cref="HeadGeneration"/>, each with a number and its last row. One thread adds; any number look up meanwhile, without a lock: what they find was whole before
/// it could be found. Keys lie side by side in one array, since many small ones that live for seconds would be what a garbage collection stops all threads for.
/// </summary>
internal sealed class HeadKeys
{
    private volatile Table _table = new(slots: 32, bytes: 256);

    /// <summary>Gets how many entities there are; for the thread that adds.</summary>
    public int Count => _table.Count;

    /// <summary>The key of an entity.</summary>
    public ReadOnlySpan<byte> this[int entity] => _table.Key(entity);

    /// <summary>The last row of an entity.</summary>
    public int LastOf(int entity) => _table.Last[entity];

    /// <summary>The last row of the entity with a key; -1 when there is none.</summary>
    public int Find(ReadOnlySpan<byte> key)
    {
        var table = _table;
        var entity = Volatile.Read(ref table.Slots[table.SlotOf(key, StableHash.Of(key))]) - 1;
        return entity < 0 ? -1 : Volatile.Read(ref table.Last[entity]);
    }

    /// <summary>The number of the entity with a key, which is added without a row when it is new.</summary>
    public int Intern(ReadOnlySpan<byte> key)
    {
        var (table, hash) = (_table, StableHash.Of(key));
        var slot = table.SlotOf(key, hash);
        if (table.Slots[slot] is > 0 and var known) return known - 1;
        if (!table.HasRoomFor(key))
        {
            // Those who look something up meanwhile go on in what was there.
            _table = table = table.Grown(key);
            slot = table.SlotOf(key, hash);
        }

        return table.Add(key, hash, slot);
    }

    /// <summary>Makes a row, which is whole, the last of an entity.</summary>
    public void SetLast(int entity, int row) => Volatile.Write(ref _table.Last[entity], row);

    /// <summary>The entities in the order of their keys' bytes.</summary>
    public int[] InOrder()
    {
        var (table, entities) = (_table, new int[Count]);
        for (var entity = 0; entity < entities.Length; entity++) entities[entity] = entity;
        entities.AsSpan().Sort((left, right) => table.Key(left).SequenceCompareTo(table.Key(right)));
        return entities;
    }

    /// <summary>A hash table with linear probing, at most half full, that never changes what it has but for the last rows.</summary>
    private sealed class Table(int slots, int bytes)
    {
        private readonly byte[] _bytes = new byte[bytes];
        private readonly int[] _starts = new int[(slots / 2) + 1];
        private readonly ulong[] _hashes = new ulong[slots / 2];

        public int[] Slots { get; } = new int[slots];

        public int[] Last { get; } = new int[slots / 2];

        public int Count { get; private set; }

        public ReadOnlySpan<byte> Key(int entity) => _bytes.AsSpan(_starts[entity], _starts[entity + 1] - _starts[entity]);

        public bool HasRoomFor(ReadOnlySpan<byte> key) => Count < Last.Length && _starts[Count] + key.Length <= _bytes.Length;

        public int SlotOf(ReadOnlySpan<byte> key, ulong hash)
        {
            var (mask, slot) = (Slots.Length - 1, (int)(hash & (uint)(Slots.Length - 1)));
            while (Volatile.Read(ref Slots[slot]) is > 0 and var number && (_hashes[number - 1] != hash || !Key(number - 1).SequenceEqual(key))) slot = (slot + 1) & mask;
            return slot;
        }

        public int Add(ReadOnlySpan<byte> key, ulong hash, int slot)
        {
            var entity = Count++;
            key.CopyTo(_bytes.AsSpan(_starts[entity]));
            (_starts[entity + 1], _hashes[entity], Last[entity]) = (_starts[entity] + key.Length, hash, -1);
            Volatile.Write(ref Slots[slot], entity + 1);
            return entity;
        }

        public Table Grown(ReadOnlySpan<byte> key)
        {
            var table = new Table(Count < Last.Length ? Slots.Length : 2 * Slots.Length, Math.Max(2 * _bytes.Length, _starts[Count] + key.Length));
            for (var entity = 0; entity < Count; entity++)
            {
                table.Add(Key(entity), _hashes[entity], table.SlotOf(Key(entity), _hashes[entity]));
                table.Last[entity] = Last[entity];
            }

            return table;
        }
    }
}
