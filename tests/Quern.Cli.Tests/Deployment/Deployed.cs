using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Quern.Cli.Tests.Deployment;

/// <summary>The files of the folder deploy, and what they may name.</summary>
internal static partial class Deployed
{
    /// <summary>The user of the image; none that a machine has for people.</summary>
    public const string User = "1654";

    private static readonly IDeserializer Yaml = new DeserializerBuilder().Build();

    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    /// <summary>The routes of servers, as the description says that a test holds against them.</summary>
    public static IReadOnlySet<string> Routes { get; } = JsonNode.Parse(Read("ui/openapi.json"))!["paths"]!.AsObject().Select(path => path.Key).ToHashSet();

    /// <summary>The metrics of servers, as the guide lists them, whose table a test holds against them.</summary>
    public static IReadOnlySet<string> Metrics { get; } = MetricRow().Matches(Read("docs/guide/metrics.md")).Select(match => match.Groups[1].Value).ToHashSet();

    public static string PathOf(string file) => Path.Combine(Root, file);

    public static string Read(string file) => File.ReadAllText(PathOf(file));

    /// <summary>The documents of a file of YAML, anchors and merged maps resolved.</summary>
    public static IReadOnlyList<Dictionary<object, object>> Documents(string file) => All(Read(file));

    /// <summary>A text of YAML.</summary>
    public static Dictionary<object, object> Parse(string text) => All(text).Single();

    private static List<Dictionary<object, object>> All(string text)
    {
        var parser = new MergingParser(new Parser(new StringReader(text)));
        var documents = new List<Dictionary<object, object>>();
        parser.Consume<YamlDotNet.Core.Events.StreamStart>();
        while (parser.Accept<YamlDotNet.Core.Events.DocumentStart>(out _)) documents.Add(Yaml.Deserialize<Dictionary<object, object>>(parser));
        return documents;
    }

    /// <summary>What lies at a path of members, such as <c>spec.template</c>; null where there is none.</summary>
    public static object? At(this object? node, string path) => path.Split('.').Aggregate(node, (at, name) => at is Dictionary<object, object> map && map.TryGetValue(name, out var value) ? value : null);

    public static Dictionary<object, object> Map(this object? node, string path) => (Dictionary<object, object>?)node.At(path) ?? [];

    public static List<object> List(this object? node, string path) => (List<object>?)node.At(path) ?? [];

    public static string Text(this object? node, string path) => (string?)node.At(path) ?? "";

    private static string Above(string folder)
    {
        while (!File.Exists(Path.Combine(folder, "Quern.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(@"^\| `(quern_\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex MetricRow();
}
