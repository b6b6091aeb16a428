using System.Text.Json;
using Quern.Engine.Sources;

namespace Quern.Stores.Sources;

/// <summary>Where rows go that cannot be used: nowhere, and the work fails; or into a file, one JSON object a line, and the work goes on.</summary>
public sealed class QuarantineFile : IDisposable
{
    private StreamWriter? _file;

    /// <summary>Nothing is written yet.</summary>
    /// <param name="path">The file; it is there only when there were such rows.</param>
    /// <param name="policy">Whether the work goes on.</param>
    public QuarantineFile(string path, BadRowPolicy policy)
    {
        Path = path;
        Rows = new BadRows(policy, Write);
    }

    /// <summary>Takes such rows.</summary>
    public BadRows Rows { get; }

    /// <summary>Where they are put aside.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void Write(BadRow row)
    {
        if (_file is null)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            _file = new StreamWriter(Path, append: false);
        }

        _file.WriteLine(JsonSerializer.Serialize(row, JsonSerializerOptions.Web));
    }
}
