using System.Numerics;

namespace Quern.Engine.Events;

/// <summary>The entities whose lowest <paramref name="Bits"/> bits make <paramref name="Number"/>: the unit of bounded memory, of resuming, and of distribution.</summary>
internal readonly record struct EntityShare(int Number, int Bits)
{
    public static EntityShare All => default;

    public bool Has(int entity) => (entity & ((1 << Bits) - 1)) == Number;

    /// <summary>How many bits make at least so many shares.</summary>
    public static int BitsFor(long shares) => shares <= 1 ? 0 : BitOperations.Log2((ulong)shares - 1) + 1;
}
