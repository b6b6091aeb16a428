namespace Quern.Engine.Audit;

/// <summary>A row of which a value differs, and what has been found out about each.</summary>
/// <param name="Place">Its place among the rows that are compared together, and among what was computed.</param>
/// <param name="Row">The row.</param>
/// <param name="Differs">For each compared column whether it differs.</param>
internal sealed record AuditedRow(int Place, SampledRow Row, bool[] Differs)
{
    private readonly (SkewCause Cause, string Evidence)?[] _found = new (SkewCause, string)?[Differs.Length];

    /// <summary>Gets whether a column differs for which there is no cause yet.</summary>
    public bool IsOpen => Enumerable.Range(0, Differs.Length).Any(IsOpenAt);

    /// <summary>Whether a column differs and there is no cause yet.</summary>
    public bool IsOpenAt(int column) => Differs[column] && _found[column] is null;

    /// <summary>What is known of a column that differs.</summary>
    public (SkewCause Cause, string Evidence) At(int column) => _found[column] ?? (SkewCause.Unknown, "nothing that was tried gives what was served");

    /// <summary>Says why a column differs; the first to say so is right.</summary>
    public void Explain(int column, SkewCause cause, string evidence)
    {
        if (IsOpenAt(column)) _found[column] = (cause, evidence);
    }

    /// <summary>Says why all columns of a group differ.</summary>
    public void Explain(ComparedColumns compared, int group, SkewCause cause, string evidence)
    {
        for (var column = 0; column < Differs.Length; column++)
            if (compared.Columns[column].Group == group)
                Explain(column, cause, evidence);
    }

    /// <summary>Whether a group has a column that differs and has no cause.</summary>
    public bool IsOpenIn(ComparedColumns compared, int group) => Enumerable.Range(0, Differs.Length).Any(column => compared.Columns[column].Group == group && IsOpenAt(column));

    /// <summary>The first cause that was found for a column of a group; null when there is none.</summary>
    public SkewCause? CauseOf(ComparedColumns compared, int group)
    {
        for (var column = 0; column < Differs.Length; column++)
            if (compared.Columns[column].Group == group && Differs[column] && _found[column] is { Cause: not SkewCause.Default } found)
                return found.Cause;
        return null;
    }
}
