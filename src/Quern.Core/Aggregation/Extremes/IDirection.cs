namespace Quern.Aggregation.Extremes;

/// <summary>Which end of the order is looked for; known when code is compiled for it.</summary>
internal interface IDirection
{
    static abstract bool IsLeast { get; }
}

internal readonly struct Least : IDirection
{
    public static bool IsLeast => true;
}

internal readonly struct Greatest : IDirection
{
    public static bool IsLeast => false;
}
