namespace Quern.Engine.Registry.Code;

/// <summary>Why the C# of a definition cannot be shown.</summary>
public static class CodeFindings
{
    private const string Again = "run 'quern apply' again with this version of Quern.";

    /// <summary>What was applied carries no sources.</summary>
    public static Finding NotKept() => new("QRN5199", "the C# of what was applied is not kept", "It was applied before sources were kept, or its project says DebugType none.", Again);

    /// <summary>The project keeps its sources to itself.</summary>
    public static Finding KeptBack(string file) => new(
        "QRN5199", $"the C# of '{file}' is not kept", "The project says EmbedAllSources false, or the file is one that its build generates.", $"where it may be seen, take <EmbedAllSources>false</EmbedAllSources> out of the project's file and {Again}");

    /// <summary>The file is too long.</summary>
    public static Finding TooLong(string file, int most) => new("QRN5199", $"'{file}' is too long to be shown", $"It has more than {most >> 20} MiB.", "move definitions into files of their own.");

    /// <summary>What is kept cannot be read.</summary>
    public static Finding Damaged(string reason) => new("QRN5199", "the C# that is kept with what was applied cannot be read", reason, Again);

    /// <summary>Nothing tells which lines a definition was made from.</summary>
    public static Finding NoPlace(string thing, string name) => new(
        "QRN5199", $"which lines made {thing} '{name}' is not known", "It comes from a member that has no lines of its own.", "give it a property of its own in the repository.");
}
