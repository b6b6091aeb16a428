namespace Quern.Architecture.Tests.Ladder;

/// <summary>The ladder of Quern.Core: a rung uses itself and those before it in this list.</summary>
internal static class Rung
{
    /// <summary>The root namespace: the C# surface in which definitions are written.</summary>
    private const string Surface = "Quern";

    private static readonly string[] Ladder =
    [
        "Quern.Time", "Quern.Values", "Quern.Schema", "Quern.Aggregation", "Quern.Profiles", "Quern.Drift", "Quern.Definitions", Surface, "Quern.Planning", "Quern.PointInTime",
    ];

    // How a complaint is made, and what follows from one, is everybody's; these use no rung themselves.
    private static readonly string[] Everybodys = ["Quern.Finding", "Quern.Severity", "Quern.QuernException", "Quern.OnFail"];

    /// <summary>The rung's place; -1 below the ladder, for what everybody may use; null for a namespace that has no place.</summary>
    public static int? Of(Type type)
    {
        type = Written(type);
        if (Everybodys.Contains(type.FullName)) return -1;

        var name = type.Namespace ?? "";
        var place = Array.FindIndex(Ladder, rung => name == rung || (rung != Surface && name.StartsWith(rung + ".", StringComparison.Ordinal)));
        return place < 0 ? null : place;
    }

    /// <summary>The outermost type: the one that a file is named after, which nested and compiler-made ones belong to.</summary>
    public static Type Written(Type type) => type.DeclaringType is { } outer ? Written(outer) : type;
}
