namespace Quern.Engine.Registry.Code;

/// <summary>The lines that a method's statements were written on.</summary>
/// <param name="File">The file's place among those of the assembly.</param>
/// <param name="FirstLine">The first line, from 1.</param>
/// <param name="FirstColumn">Where its first statement begins there, from 1.</param>
/// <param name="LastLine">The last line.</param>
internal sealed record MethodPlace(int File, int FirstLine, int FirstColumn, int LastLine);
