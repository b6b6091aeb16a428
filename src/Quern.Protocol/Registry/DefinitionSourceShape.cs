namespace Quern.Protocol.Registry;

/// <summary>The C# that a definition was written in: the answer to <c>GET /v1/definitions/{thing}/{name}/source</c>. Lines are counted from 1 and end where C# has them end.</summary>
/// <param name="File">The file, relative to the project.</param>
/// <param name="Member">The member that makes the definition, such as <c>FlightFeatures.AirportDelays</c>.</param>
/// <param name="FirstLine">The member's first line, with its comments and attributes.</param>
/// <param name="LastLine">Its last.</param>
/// <param name="TextLine">The line that the text begins with: 1, unless the file is too long to be given whole.</param>
/// <param name="Text">The file; of one with more than 1,048,576 characters as much of the member as that allows.</param>
/// <param name="IsWhole">Whether the text is the whole file.</param>
public sealed record DefinitionSourceShape(string File, string Member, int FirstLine, int LastLine, int TextLine, string Text, bool IsWhole);
