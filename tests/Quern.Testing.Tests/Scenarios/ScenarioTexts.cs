using System.Text;
using Quern.Connectors.Tests.S3;
using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Stores.Sources;

namespace Quern.Testing.Tests.Scenarios;

/// <summary>The events of a scenario in files, one for each source and each of its events a line, or in objects like them.</summary>
internal sealed class ScenarioTexts : MovedSources
{
    private readonly string _files;
    private readonly DuckSourceReader _reader;

    /// <param name="place">Gets the files.</param>
    /// <param name="isInObjects">Whether in its bucket, and not in its folder.</param>
    /// <param name="run">The scenario.</param>
    public ScenarioTexts(S3Place place, bool isInObjects, ScenarioRun run)
    {
        var name = $"files-{Guid.NewGuid():n}";
        _files = isInObjects ? $"s3://{S3Place.Bucket}/{name}" : name;
        if (!isInObjects) Directory.CreateDirectory(Path.Combine(place.Folder, name));
        foreach (var source in run.Plan.Definition.Sources)
        {
            var text = Encoding.UTF8.GetBytes(string.Concat(run.RecordsOf(source).Select(record => ScenarioRun.Json(source, record) + "\n")));
            if (isInObjects) place.Store.Put($"{name}/{source.Name}.ndjson", text, CancellationToken.None);
            else File.WriteAllBytes(Path.Combine(place.Folder, name, source.Name + ".ndjson"), text);
        }

        _reader = new(place.Folder, new() { Threads = 1 }, storage: place.Storage);
    }

    protected override ISourceReader Reader => _reader;

    public override void Dispose() => _reader.Dispose();

    protected override SourceDefinition Moved(SourceDefinition source) => source with { Format = SourceFormat.NdJson, Location = $"{_files}/{source.Name}.ndjson" };
}
