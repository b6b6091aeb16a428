namespace Quern.Protocol.Errors;

/// <summary>One thing that is wrong.</summary>
/// <param name="Code">The code, which has a page.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Detail">More: where, which values.</param>
/// <param name="Hint">What would work.</param>
public sealed record FindingShape(string Code, string Message, string? Detail, string? Hint)
{
    /// <summary>A finding as it is told.</summary>
    public static FindingShape Of(Finding finding) => new(finding.Code, finding.Message, finding.Detail, finding.Hint);
}
