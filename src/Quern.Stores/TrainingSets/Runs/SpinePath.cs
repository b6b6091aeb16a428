using Quern.Engine.Objects;

namespace Quern.Stores.TrainingSets.Runs;

/// <summary>
/// Which files of a project may be read as a spine by whoever can reach a server. A path that leads out of the project would let a caller read any table of the machine that the server may read; a
/// query would, too, which is why none is taken over a network.
/// </summary>
public static class SpinePath
{
    /// <summary>What speaks against a path; null when it may be read.</summary>
    /// <param name="path">The path as it was given.</param>
    /// <param name="folder">The project's folder.</param>
    public static string? Refusal(string path, string folder)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal)) return "It is no path.";
        if (ObjectLocation.IsMeant(path)) return "It is in object storage, all of which the server's key may read.";
        if (Path.IsPathRooted(path)) return "It is not relative to the project's folder.";
        var parts = path.Split('/', '\\');
        if (parts.Contains("..")) return "It leads upwards.";
        if (parts.Any(part => part.StartsWith('.'))) return "What begins with a point is not data.";
        for (var at = folder; parts.Length > 0; parts = parts[1..])
        {
            at = Path.Combine(at, parts[0]);
            if (new FileInfo(at).LinkTarget is not null) return $"'{Path.GetRelativePath(folder, at)}' is a link, which may lead out of the project.";
        }

        return null;
    }
}
