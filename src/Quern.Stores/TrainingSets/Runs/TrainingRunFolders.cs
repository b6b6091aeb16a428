using System.Text.Json;
using System.Text.Json.Serialization;
using Quern.Engine.TrainingSets.Runs;
using Quern.Stores.Files;
using Quern.Stores.Sources;

namespace Quern.Stores.TrainingSets.Runs;

/// <summary>
/// Remembers runs in a folder, each in a folder of its own named by its id: <c>run.json</c> says how it stands, its files lie beside. One process at a time; the others are refused when they open it.
/// </summary>
public sealed class TrainingRunFolders : ITrainingRunStore, IDisposable
{
    private const string StateName = "run.json";
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) } };
    private readonly string _folder;
    private readonly FileStream _alone;

    /// <summary>Opens the folder, which is made where it is not there.</summary>
    /// <exception cref="QuernException">Another process has it open (QRN5110), or it cannot be written.</exception>
    public TrainingRunFolders(string folder)
    {
        _folder = folder;
        Guard("written", () => Directory.CreateDirectory(folder));
        try
        {
            _alone = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new QuernException(new Finding("QRN5110", $"'{folder}' is in use, or may not be written", failure.Message, "Another server makes this project's training sets: ask that one, or stop it."), failure);
        }
    }

    /// <summary>The folder of a run, which is made where it is not there.</summary>
    /// <exception cref="QuernException">It cannot be made.</exception>
    public string Open(string id)
    {
        Guard("written", () => Directory.CreateDirectory(Of(id)));
        return Of(id);
    }

    /// <summary>The folder of a run.</summary>
    public string Of(string id) => Path.Combine(_folder, id);

    /// <inheritdoc/>
    public IReadOnlyList<TrainingRun> Load()
    {
        var runs = new List<TrainingRun>();
        Guard("read", () =>
        {
            foreach (var folder in Directory.EnumerateDirectories(_folder))
                if (Read(folder) is { } run) runs.Add(run);
                else Directory.Delete(folder, recursive: true);
        });
        return runs;
    }

    /// <inheritdoc/>
    public void Save(TrainingRun run) => Guard("written", () => DurableFile.Replace(Path.Combine(Open(run.Id), StateName), JsonSerializer.SerializeToUtf8Bytes(run with { Progress = null }, Options)));

    /// <inheritdoc/>
    public void Remove(string id) => Guard("removed", () =>
    {
        if (Directory.Exists(Of(id))) Directory.Delete(Of(id), recursive: true);
    });

    /// <inheritdoc/>
    public void Dispose() => _alone.Dispose();

    // A folder without a state is of a request that was never answered.
    private static TrainingRun? Read(string folder)
    {
        var path = Path.Combine(folder, StateName);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<TrainingRun>(File.ReadAllBytes(path), Options) is { } run && run.Id == Path.GetFileName(folder) ? run : null : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Guard(string what, Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw what == "read" ? StoreErrors.ToRead($"folder '{_folder}'", failure) : StoreErrors.ToWrite($"folder '{_folder}'", failure);
        }
    }
}
