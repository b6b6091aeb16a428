namespace Quern.Stores.Spark;

/// <summary>Where a script finds things, in words of Spark's; each can be changed in the script's first lines.</summary>
/// <param name="Kernel">The program on every machine.</param>
/// <param name="Project">The project's folder.</param>
/// <param name="Files">The folder with the script's own files.</param>
/// <param name="Out">The folder that gets the training set.</param>
internal sealed record SparkPlaces(string Kernel, string Project, string Files, string Out);

/// <summary>The names of a script's files, which lie side by side.</summary>
/// <param name="Script">The script.</param>
/// <param name="Header">The header of the kernel.</param>
/// <param name="Assembly">The compiled definitions.</param>
internal sealed record SparkFiles(string Script, string Header, string Assembly)
{
    public static SparkFiles Of(string script) => new(Path.GetFileName(script), Path.ChangeExtension(Path.GetFileName(script), ".kernel.json"), Path.ChangeExtension(Path.GetFileName(script), ".definitions.dll"));
}

/// <summary>A spine as a script reads it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Point">The named point in time whose rows are wanted; null for all.</param>
/// <param name="Own">The names of all of its columns.</param>
/// <param name="Columns">What the kernel is handed of each row: number, instant, join keys, request fields.</param>
internal sealed record SparkSpine(string Path, string? Point, IReadOnlyList<string> Own, IReadOnlyList<SparkColumn> Columns);
