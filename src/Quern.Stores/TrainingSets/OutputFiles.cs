using Quern.Stores.Files;
using Quern.Stores.Monitoring;

namespace Quern.Stores.TrainingSets;

/// <summary>The files of an output that is being written: they lie beside the final one, so that a rename puts it into place at once.</summary>
internal sealed class OutputFiles : IDisposable
{
    private readonly string _path;
    private readonly string _stem;
    private readonly List<string> _parts = [];

    public OutputFiles(string path)
    {
        _path = path;
        var (folder, before) = (Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.");
        RunMark.Sweep(folder, before);
        DurableFile.SweepDrafts(TrainingProfileFile.PathOf(path));
        _stem = Path.Combine(folder, before + RunMark.New());
    }

    public string Whole => _stem + ".tmp";

    public IReadOnlyList<string> Parts => _parts;

    public string AddPart()
    {
        _parts.Add($"{_stem}.{_parts.Count}.tmp");
        return _parts[^1];
    }

    /// <summary>Gives the whole file its name, once all of it is on the disk.</summary>
    public void Publish()
    {
        using (var file = new FileStream(Whole, FileMode.Open, FileAccess.ReadWrite)) file.Flush(flushToDisk: true);
        File.Move(Whole, _path, overwrite: true);
        Dispose();
    }

    public void Dispose()
    {
        foreach (var file in _parts.Append(Whole)) File.Delete(file);
    }
}
