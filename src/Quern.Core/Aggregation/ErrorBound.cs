namespace Quern.Aggregation;

/// <summary>How far a result may be from the true one.</summary>
/// <param name="Relative">The error as a share of the true result.</param>
/// <param name="IsStandard">Whether it is a standard error, which about a third of results exceed; otherwise none does.</param>
/// <param name="ExactUpTo">Up to how many values, distinct ones for a distinct count, results are exact.</param>
public sealed record ErrorBound(double Relative, bool IsStandard, int ExactUpTo);
