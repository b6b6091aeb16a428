namespace Quern.Engine.TrainingSets.Runs;

/// <summary>Port: where runs are remembered, with the files that belong to them. Called by one thread at a time.</summary>
public interface ITrainingRunStore
{
    /// <summary>The runs that are remembered, those of former processes among them.</summary>
    /// <exception cref="QuernException">They cannot be read.</exception>
    IReadOnlyList<TrainingRun> Load();

    /// <summary>Remembers how a run stands, in place of what was remembered of it.</summary>
    /// <exception cref="QuernException">It cannot be written.</exception>
    void Save(TrainingRun run);

    /// <summary>Forgets a run and removes its files.</summary>
    /// <exception cref="QuernException">They cannot be removed.</exception>
    void Remove(string id);
}
