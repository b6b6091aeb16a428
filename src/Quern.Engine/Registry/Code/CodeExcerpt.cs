namespace Quern.Engine.Registry.Code;

/// <summary>The C# that a definition was written in. Lines are counted from 1 and end where C# has them end.</summary>
/// <param name="File">The file, relative to the project; one from outside of it by its name alone.</param>
/// <param name="Member">The member that makes the definition: <c>FlightFeatures.AirportDelays</c>.</param>
/// <param name="FirstLine">The member's first line, with its comments and attributes.</param>
/// <param name="LastLine">Its last.</param>
/// <param name="TextLine">The line that <paramref name="Text"/> begins with: 1, or where the file is too long to be given whole the member's first.</param>
/// <param name="Text">The file; where it is longer than <see cref="DefinitionCode.LongestText"/> characters, as much of the member as that allows.</param>
/// <param name="IsWhole">Whether the text is the whole file.</param>
public sealed record CodeExcerpt(string File, string Member, int FirstLine, int LastLine, int TextLine, string Text, bool IsWhole);
