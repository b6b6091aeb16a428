using System.Globalization;
using System.Text;
using Quern.Definitions;
using Quern.Planning;

namespace Quern.Cli.Rendering;

/// <summary>
/// A project's lineage as a Mermaid flowchart, from sources on the left to services on the right: views in a box for each entity, whatever else in a box for each kind. What an edge
/// takes of a definition stands on it, as far as it fits. The same lineage gives the same text.
/// </summary>
internal sealed class MermaidGraph(RepositoryPlan plan, Lineage lineage)
{
    private const int NamesShown = 3;

    private readonly Dictionary<LineageNode, string> _ids = [];
    private readonly HashSet<string> _taken = [];
    private readonly StringBuilder _text = new("flowchart LR\n");

    public string Draw()
    {
        Box("sources", "Sources", Of(LineageKind.Source));
        foreach (var entity in Of(LineageKind.View).GroupBy(node => plan.Views[node.Name].Definition.Entity.Name)) Box($"entity_{entity.Key}", $"Views of {entity.Key}", entity);
        Box("lookups", "Lookups", Of(LineageKind.Lookup));
        Box("requests", "Request fields", Of(LineageKind.Request));
        Box("computed", "On-demand features", Of(LineageKind.OnDemand));
        Box("services", "Services", Of(LineageKind.Service));
        foreach (var edge in lineage.Edges.GroupBy(edge => (edge.From, edge.To)))
            Line($"  {_ids[edge.Key.From]} -->{EdgeLabel([.. edge.Where(part => part.Feature is not null).Select(part => part.Feature!)])} {_ids[edge.Key.To]}");
        return _text.ToString();
    }

    private IEnumerable<LineageNode> Of(LineageKind kind) => lineage.Nodes.Where(node => node.Kind == kind);

    private void Box(string id, string title, IEnumerable<LineageNode> nodes)
    {
        if (!nodes.Any()) return;
        Line($"  subgraph {id}[\"{Escaped(title)}\"]");
        foreach (var node in nodes) Line($"    {IdOf(node)}{Shape(node)}");
        Line("  end");
    }

    // Ids have letters, digits and underscores; whatever else a name has is its code point.
    private string IdOf(LineageNode node)
    {
        var id = new StringBuilder(node.Kind.ToString().ToLowerInvariant()).Append('_');
        foreach (var letter in node.Name)
            if (char.IsAsciiLetterOrDigit(letter) || letter == '_') id.Append(letter);
            else id.Append(CultureInfo.InvariantCulture, $"_{(int)letter:x}_");
        var text = id.ToString();
        for (var again = 2; !_taken.Add(text); again++) text = $"{id}_{again}";
        return _ids[node] = text;
    }

    private string Shape(LineageNode node) => node.Kind switch
    {
        LineageKind.Source => $"[({Label(node.Name, FormatOf(node.Name))})]",
        LineageKind.View => $"[{Label(node.Name, Numbers.Count(plan.Views[node.Name].Features.Count, "feature"))}]",
        LineageKind.Lookup => $"[[{Label(node.Name, Numbers.Count(plan.Lookups[node.Name].Features.Count, "feature"))}]]",
        LineageKind.Request => $"[/{Label(node.Name, "")}/]",
        LineageKind.OnDemand => $"([{Label(node.Name, GivenBy(node.Name))}])",
        _ => $"{{{{{Label(node.Name, Numbers.Count(plan.Services[node.Name].Outputs.Count, "feature"))}}}}}",
    };

    private string FormatOf(string source)
    {
        var definition = plan.Definition.Sources.First(other => other.Name == source);
        var format = definition.Format.ToString().ToLowerInvariant();
        return definition.Stream is null || definition.Format == SourceFormat.Stream ? format : $"{format} and stream";
    }

    private string GivenBy(string method)
    {
        var outputs = plan.Definition.OnDemand.First(other => other.Name == method).Outputs;
        return outputs is [{ Member: null }] ? "" : Listed([.. outputs.Select(output => output.Name)]);
    }

    private static string Label(string name, string more) => more.Length == 0 ? $"\"{Escaped(name)}\"" : $"\"{Escaped(name)}<br/>{Escaped(more)}\"";

    private static string EdgeLabel(IReadOnlyList<string> features) => features.Count == 0 ? "" : $"|\"{Escaped(Listed(features))}\"|";

    private static string Listed(IReadOnlyList<string> names) =>
        names.Count <= NamesShown + 1 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(NamesShown))} and {names.Count - NamesShown} more";

    // Mermaid's own entities, which have no ampersand.
    private static string Escaped(string text) => text.Replace("#", "#35;", StringComparison.Ordinal).Replace("\"", "#quot;", StringComparison.Ordinal)
        .Replace("<", "#lt;", StringComparison.Ordinal).Replace(">", "#gt;", StringComparison.Ordinal).Replace("`", "#96;", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private void Line(string line) => _text.Append(line).Append('\n');
}
