namespace Quern;

/// <summary>Work that could not be done, with every reason that was found, not only the first.</summary>
public class QuernException : Exception
{
    /// <summary>Creates the exception from its findings; at least one.</summary>
    public QuernException(IReadOnlyList<Finding> findings, Exception? cause = null)
        : base(string.Join("\n", findings), cause) => Findings = findings;

    /// <summary>Creates the exception from one finding.</summary>
    public QuernException(Finding finding, Exception? cause = null)
        : this([finding], cause)
    {
    }

    /// <summary>What is wrong; never empty.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>What an exception finds wrong: that of one of this kind, or of all of this kind that work on several threads ended with; empty for any other.</summary>
    public static IReadOnlyList<Finding> FindingsOf(Exception exception) => exception switch
    {
        QuernException known => known.Findings,
        AggregateException several => [.. several.Flatten().InnerExceptions.OfType<QuernException>().SelectMany(inner => inner.Findings)],
        _ => [],
    };
}
