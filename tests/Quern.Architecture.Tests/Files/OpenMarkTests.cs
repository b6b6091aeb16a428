using System.Text.RegularExpressions;

namespace Quern.Architecture.Tests.Files;

public sealed class OpenMarkTests
{
    // Written in two halves, so that this file does not find itself.
    private static readonly Regex Mark = new(@"\b(TO" + "DO|FIX" + "ME|HA" + "CK|NotImplemented" + @"Exception)\b");

    [Fact]
    public void Source_LeavesNothing_Open() =>
        Repository.WithExtension(".cs", ".ts", ".tsx", ".py", ".csproj", ".props", ".targets").Concat(Repository.Scripts)
            .SelectMany(file => Repository.Lines(file).Select((line, index) => (file, line, number: index + 1)))
            .Where(found => Mark.IsMatch(found.line))
            .Select(found => $"{found.file}:{found.number}: {found.line.Trim()}")
            .ShouldBeNone("Finish it, or open an issue:");
}
