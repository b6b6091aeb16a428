using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Quern.Docs.Tests.Pages;

namespace Quern.Docs.Tests.Code;

/// <summary>
/// The C# of one page as one assembly. A block of whole types stands as it is; blocks of members become, all together, one feature repository, so that a page can build its
/// definitions up piece by piece.
/// </summary>
internal static class PageCode
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using Quern;
        global using Quern.Schema;
        global using Quern.Testing;
        global using Xunit;
        """;

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Compiles the page; everything that the compiler refuses or warns of, by the page's own lines.</summary>
    public static (Assembly? Assembly, IReadOnlyList<string> Complaints) Compile(Page page)
    {
        var (types, members) = (new List<string> { Usings }, new List<string>());
        foreach (var fence in page.Of("csharp"))
        {
            var code = $"#line {fence.Line} \"{page.Path}\"\n{string.Join('\n', fence.Lines)}\n";
            (IsTypes(code) ? types : members).Add(code);
        }

        if (members.Count > 0) types.Add($"public sealed class PageFeatures : FeatureRepository\n{{\n{string.Concat(members)}\n}}");
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, checkOverflow: true, nullableContextOptions: NullableContextOptions.Enable);
        var compilation = CSharpCompilation.Create($"docs-{Path.GetFileNameWithoutExtension(page.Path)}", types.Select(code => CSharpSyntaxTree.ParseText(code)), References, options);
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        string[] complaints = [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.ToString())];
        return (result.Success ? Assembly.Load(stream.ToArray()) : null, complaints);
    }

    private static bool IsTypes(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code);
        return tree.GetDiagnostics().All(diagnostic => diagnostic.Severity < DiagnosticSeverity.Error)
            && tree.GetCompilationUnitRoot().Members.All(member => member is BaseTypeDeclarationSyntax);
    }
}
