using System.Reflection;
using System.Text;

namespace Quern.Architecture.Tests.PublicApi;

/// <summary>An assembly's public surface as sorted, C#-like text: a line for each type, and one for each member under it.</summary>
internal static class ApiText
{
    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var group in assembly.GetExportedTypes().GroupBy(type => type.Namespace).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append(text.Length > 0 ? "\n" : "").Append($"namespace {group.Key}\n");
            foreach (var type in group.OrderBy(TypeText.Qualified, StringComparer.Ordinal))
                Append(text, type);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Type type)
    {
        text.Append($"\n  {TypeText.Declaration(type)}\n");
        if (typeof(Delegate).IsAssignableFrom(type)) return;
        foreach (var member in MemberText.Of(type))
            text.Append($"    {member}\n");
    }
}
