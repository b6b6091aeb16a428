using Quern.Values;

namespace Quern.Engine.TrainingSets;

/// <summary>One computed column of a training set.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Values">Its values, by row of the part that is written.</param>
/// <param name="Statuses">Whether the column is the values' statuses as text, not the values.</param>
public sealed record TrainingColumn(string Name, ResultColumn Values, bool Statuses);

/// <summary>Port: writes a training set part by part, so that nothing half done is ever seen under its name.</summary>
public interface ITrainingSetOutput : IDisposable
{
    /// <summary>Writes the spine's rows from <paramref name="first"/> on, all its columns unchanged and the computed ones after them, in the spine's order.</summary>
    void Write(long first, int count, IReadOnlyList<TrainingColumn> columns, CancellationToken cancellation);

    /// <summary>Gives the finished file its name.</summary>
    void Finish(CancellationToken cancellation);
}
