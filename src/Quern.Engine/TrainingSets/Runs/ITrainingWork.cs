namespace Quern.Engine.TrainingSets.Runs;

/// <summary>What a run does. Disposed when nothing more will be asked of it, whether it ran or not.</summary>
public interface ITrainingWork : IDisposable
{
    /// <summary>Makes the training set.</summary>
    /// <exception cref="QuernException">It cannot be made.</exception>
    TrainingSetManifest Run(Action<string, long, long> progress, CancellationToken cancellation);
}
