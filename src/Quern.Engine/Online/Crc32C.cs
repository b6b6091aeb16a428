using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Quern.Engine.Online;

/// <summary>
/// CRC-32C (Castagnoli, as iSCSI has it) of bytes. A processor's instruction takes eight bytes and answers three cycles later, but can begin one each cycle: so three equal stretches are
/// computed side by side and brought together by a multiplication without carries. After Gopal et al., "Fast CRC Computation for iSCSI Polynomial Using CRC32 Instruction", Intel 2011.
/// </summary>
internal static class Crc32C
{
    /// <summary>Words of a stretch, at most; the power of x for each multiple of a word up to twice as many is kept.</summary>
    private const int LongestStretch = 128;

    /// <summary>Words of a stretch below which one after the other is no slower.</summary>
    private const int ShortestStretch = 6;

    /// <summary>At n: x to the power of 64n - 33, modulo the polynomial. Multiplied by it, and reduced by the instruction, a remainder is what it would be n words of zeros later.</summary>
    private static readonly uint[] Shifts = ShiftsOf(2 * LongestStretch);

    /// <summary>The checksum of the bytes; the same on every processor.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~(Pclmulqdq.IsSupported && Sse42.X64.IsSupported ? InStretches(bytes) : InTurn(uint.MaxValue, bytes));

    /// <summary>One word after the other: what the processor has an instruction for, or a table.</summary>
    /// <param name="crc">The remainder of the bytes before.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The remainder of all.</returns>
    internal static uint InTurn(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return crc;
    }

    private static uint InStretches(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (int stretch; (stretch = Math.Min(bytes.Length / 24, LongestStretch)) >= ShortestStretch; bytes = bytes[(24 * stretch)..])
        {
            var first = MemoryMarshal.Cast<byte, ulong>(bytes)[..(3 * stretch)];
            var second = first.Slice(stretch, stretch);
            var third = first.Slice(2 * stretch, stretch);
            var (one, two, three) = ((ulong)crc, 0UL, 0UL);
            for (var i = 0; i < second.Length; i++)
            {
                one = Sse42.X64.Crc32(one, first[i]);
                two = Sse42.X64.Crc32(two, second[i]);
                three = Sse42.X64.Crc32(three, third[i]);
            }

            // The instruction is linear: products that wait to be reduced may be reduced together.
            crc = (uint)(three ^ Sse42.X64.Crc32(0, Product(one, 2 * stretch) ^ Product(two, stretch)));
        }

        return InTurn(crc, bytes);
    }

    private static ulong Product(ulong crc, int words) =>
        Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(crc), Vector128.CreateScalar((ulong)Shifts[words]), 0).ToScalar();

    /// <summary>Remainders are bit-reversed, so that x^0 is the highest bit: x^31 is 1, and of 64 zeros after x^k the instruction makes x^(k + 64).</summary>
    private static uint[] ShiftsOf(int words)
    {
        var shifts = new uint[words + 1];
        shifts[1] = 1;
        for (var n = 2; n <= words; n++) shifts[n] = BitOperations.Crc32C(shifts[n - 1], 0UL);
        return shifts;
    }
}
