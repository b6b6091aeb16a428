namespace Quern;

/// <summary>
/// Makes a public static method an on-demand feature, computed row by row where it is asked for. Each parameter names a feature, or with <see cref="RequestAttribute"/> a
/// field of the request. The method must be a function of its parameters alone.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnDemandAttribute : Attribute
{
    /// <summary>What it means, in a sentence.</summary>
    public string Description { get; set; } = "";

    /// <summary>Who answers for it.</summary>
    public string? Owner { get; set; }
}
