using System.Text.Json;

namespace Quern.Protocol.Json;

/// <summary>Compares the name of a member. An escape that is half of a surrogate pair is no fault of JSON's form: such a name is just none that anybody has.</summary>
public static class MemberName
{
    /// <summary>Whether the member that the reader stands on has this name.</summary>
    public static bool IsNamed(this ref Utf8JsonReader json, ReadOnlySpan<byte> name) => json.ValueIsEscaped ? IsEscapedName(ref json, name) : json.ValueSpan.SequenceEqual(name);

    private static bool IsEscapedName(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        try
        {
            return json.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
