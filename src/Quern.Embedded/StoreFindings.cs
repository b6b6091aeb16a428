using Quern.Planning;
using Quern.Values;

namespace Quern.Embedded;

/// <summary>The wording of what can go wrong in process.</summary>
internal static class StoreFindings
{
    public static Finding NoProject(string folder) => new(
        "QRN5114", $"there is no project in '{folder}'", "It has no folder '.quern/registry'.", "Name the folder with the project's quern.json, in which 'quern apply' was run.");

    public static Finding RegistryElsewhere(string folder) => new(
        "QRN6524", $"the registry of project '{folder}' is not in its folder", "Its quern.json names a database under \"registry\", which is not read in process.",
        "Ask a server for vectors, with Quern.Client; or keep the registry in the folder.");

    public static Finding NothingApplied(string folder) => new("QRN5115", $"nothing is applied in project '{folder}'", null, "Run 'quern apply' there.");

    public static Finding NoDefinitions(int commit) => new("QRN5115", $"commit {commit} of the registry has no compiled definitions", null, "Run 'quern apply' again.");

    public static Finding NoState(string folder) => new("QRN5116", $"project '{folder}' has no online state", null, "Run 'quern materialize' there, or 'quern serve' where all sources are streams.");

    public static Finding Elsewhere(string folder) => new(
        "QRN5119", $"the online state of project '{folder}' is not in its folder", "Its quern.json has 'online', which names a store beyond the network, and reading in process is for the one on the same machine.", "Ask a server over HTTP, with Quern.Client: 'quern serve --read-only' beside this program.");

    public static Finding NoShard(string folder, string shard, IEnumerable<string> known) => new(
        "QRN6425", $"project '{folder}' has no shard '{shard}'", $"The shards are: {string.Join(", ", known.DefaultIfEmpty("none"))}.", "Name one of them in EmbeddedOptions.Shard, or leave it away.");

    public static Finding InShard(string service, string? shard) => new(
        "QRN6427", $"service '{service}' is in {(shard is null ? "the default shard" : $"shard '{shard}'")}, which has a store of its own", null,
        shard is null ? "Open a store without EmbeddedOptions.Shard for it." : $"Open a store for it: QuernStore.Open(folder, new() {{ Shard = \"{shard}\" }}).");

    public static Finding NoService(string name, IEnumerable<string> known) => new("QRN5117", $"there is no service '{name}'", $"The services are: {string.Join(", ", known.Order(StringComparer.Ordinal))}.", "Apply it first if it is new.");

    public static Finding Missing(RequestField field, bool isKey) => new(
        "QRN5118", $"{(isKey ? "join key" : "request field")} '{field.Name}' is missing", null, $"Give it: (\"{field.Name}\", …) with {Wanted(field.Kind)}, or null.");

    public static Finding Unknown(string name, ServicePlan plan) => new(
        "QRN5118", $"'{name}' is neither a join key nor a request field", null, $"They are: {string.Join(", ", plan.JoinKeys.Concat(plan.Requests).Select(field => field.Name))}.");

    public static Finding Twice(string name) => new("QRN5118", $"'{name}' is given twice", null, "Give each once.");

    public static Finding WrongType(RequestField field, object value) => new(
        "QRN5118", $"'{field.Name}' is '{value}' ({value.GetType().Name})", null, $"It must be {Wanted(field.Kind)}, or null.");

    private static string Wanted(ValueKind kind) => kind switch
    {
        ValueKind.Boolean => "a bool",
        ValueKind.Int32 => "a whole number of 32 bits",
        ValueKind.Int64 => "a whole number of 64 bits",
        ValueKind.Float32 or ValueKind.Float64 => "a finite number",
        ValueKind.String => "a string",
        ValueKind.Embedding => "an array of finite floats",
        _ => "a DateTimeOffset, or a DateTime in UTC",
    };
}
