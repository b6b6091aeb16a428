using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using Quern.Time;

namespace Quern.Testing;

/// <summary>What C# holds, as people read it in a message.</summary>
internal static class ValueText
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        DateTimeOffset time => Instant.From(time).ToString(),
        ITuple { Length: 2 } pair => $"{Of(pair[0])}: {Of(pair[1])}",
        IDictionary map => $"{{{string.Join(", ", map.Keys.Cast<object>().Select(key => $"{Of(key)}: {Of(map[key])}"))}}}",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Of))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    public static string Of(Values.Value value) => value is { IsNull: false, Type.Shape: Values.DataShape.Scalar, Type.Kind: Values.ValueKind.String } ? $"\"{value}\"" : value.ToString();
}
