namespace Quern.Cli.Tests.Projects;

/// <summary>A project in a folder that is gone after the test.</summary>
public sealed class TestProject : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Folder => _folder.Path;

    public static TestProject CopyOf(string template)
    {
        var project = new TestProject();
        foreach (var folder in Directory.EnumerateDirectories(template, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(project.PathOf(Path.GetRelativePath(template, folder)));
        foreach (var file in Directory.EnumerateFiles(template, "*", SearchOption.AllDirectories))
        {
            var target = project.PathOf(Path.GetRelativePath(template, file));
            if (new FileInfo(file).LinkTarget is { } link) File.CreateSymbolicLink(target, link);
            else File.Copy(file, target);
        }

        return project;
    }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string Read(string name) => File.ReadAllText(PathOf(name));

    public byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    public void Write(string name, params string[] lines) => File.WriteAllText(PathOf(name), string.Concat(lines.Select(line => line + "\n")));

    public void Append(string name, params string[] lines) => File.AppendAllText(PathOf(name), string.Concat(lines.Select(line => line + "\n")));

    /// <summary>Changes text in a file; fails when it is not there.</summary>
    public void Replace(string name, string old, string with)
    {
        var text = Read(name);
        text.ShouldContain(old);
        File.WriteAllText(PathOf(name), text.Replace(old, with, StringComparison.Ordinal));
    }

    /// <summary>Runs a command in the project's folder.</summary>
    internal QuernProcess.Ended Quern(params string[] arguments) => QuernProcess.Quern(Folder, arguments);

    /// <summary>The names in a folder, hidden ones too.</summary>
    public string[] Names(string folder = "") => [.. Directory.EnumerateFileSystemEntries(PathOf(folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();
}
