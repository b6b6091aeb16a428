using Quern.Values;

namespace Quern.Engine.Serving;

/// <summary>Where the values of one read go, by feature and row.</summary>
internal readonly record struct ReadBuffer(ResultWriter[] Writers, ReadOutcome[] Outcomes, long[] EventTimes)
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
