using System.Runtime.InteropServices;

namespace Quern.Stores.DuckDb;

/// <summary>Zero-ended UTF-8 from the C side.</summary>
internal static class NativeText
{
    /// <summary>A text that the C side keeps.</summary>
    internal static string Borrow(nint text) => Marshal.PtrToStringUTF8(text) ?? "";

    /// <summary>A text that is ours to free.</summary>
    internal static string Take(nint text)
    {
        var value = Borrow(text);
        Native.Free(text);
        return value;
    }
}
