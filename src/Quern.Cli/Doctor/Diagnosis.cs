namespace Quern.Cli.Doctor;

/// <summary>What one check found of one thing.</summary>
/// <param name="Subject">What was looked at: <c>native library DuckDB</c>.</param>
/// <param name="Text">How it is, where nothing is wrong.</param>
/// <param name="Finding">What is wrong; null where nothing is.</param>
internal sealed record Diagnosis(string Subject, string Text, Finding? Finding = null)
{
    /// <summary>Gets <c>ok</c>, <c>warning</c> or <c>wrong</c>.</summary>
    public string Level => Finding switch
    {
        null => "ok",
        { Severity: Severity.Warning } => "warning",
        _ => "wrong",
    };

    /// <summary>Something is wrong.</summary>
    public static Diagnosis Of(string subject, Finding finding) => new(subject, "", finding);
}
