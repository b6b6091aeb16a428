using Quern.Values;

namespace Quern.Engine.Serving;

/// <summary>Where the values of one read go, by feature and row.</summary>
/// <param name="Block">The features' values of all rows, to write a whole row at once.</param>
/// <param name="Writers">A writer for each feature.</param>
/// <param name="Outcomes">By row: whether online state could answer.</param>
/// <param name="EventTimes">By row: when what was found was true, in microseconds.</param>
internal readonly record struct ReadBuffer(ResultBlock Block, ResultWriter[] Writers, ReadOutcome[] Outcomes, long[] EventTimes)
{
    /// <summary>Makes all features of a row null.</summary>
    public void SetNull(int row, FeatureStatus status)
    {
        foreach (var writer in Writers) writer.SetNull(row, status);
    }

    /// <summary>Makes all features of a row null, because the state could not answer.</summary>
    public void Refuse(int row, ReadOutcome outcome)
    {
        Outcomes[row] = outcome;
        SetNull(row, FeatureStatus.NotFound);
    }
}
