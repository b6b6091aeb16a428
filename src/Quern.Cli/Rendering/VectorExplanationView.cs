using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quern.Protocol.Explanations;

namespace Quern.Cli.Rendering;

/// <summary>Shows where the values of one vector come from.</summary>
internal sealed class VectorExplanationView(Output output)
{
    private const int Shown = 10;
    private const int HashDigits = 12;
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Show(ExplanationShape explanation)
    {
        output.Json(explanation);
        output.Line($"{explanation.Service} at {explanation.At}, version {explanation.Version} of the registry: {string.Join(", ", explanation.Keys.Select(key => $"{key.Key} = {Text(key.Value)}"))}");
        foreach (var refusal in explanation.Refusals ?? []) output.Line($"  It cannot be served now: {refusal.Message} [{refusal.Code}]. {refusal.Hint}");
        foreach (var feature in explanation.Features) Show(feature);
        foreach (var feature in explanation.OnDemand) Show(feature);
    }

    private void Show(ExplainedFeatureShape feature)
    {
        output.Line();
        output.Line($"  {feature.Name} = {Value(feature.Served?.Value, feature.Served?.Status, feature.History.Value, feature.History.Status, feature.Agrees)}");
        if (feature.Difference is not null) output.Line($"    {feature.Difference}");
        output.Line($"    {feature.Meaning}");
        output.Line($"    version {feature.Version} of {feature.View}, definition {feature.Definition[..HashDigits]}");
        if (feature.Served is { } served) output.Line($"    {State(served.State)}");
        output.Line($"    from {Numbers.Count(feature.History.EventCount, "event")}{(feature.History.EventCount > 0 ? ":" : "")}");
        foreach (var made in feature.History.Events.Take(Shown))
            output.Line($"      {made.Time}{(made.KnownAt == made.Time ? "" : $", known at {made.KnownAt}")}{(made.Argument is null ? "" : $": {Text(made.Argument)}")}");
        if (feature.History.EventCount > Shown) output.Line($"      … and {feature.History.EventCount - Shown} earlier");
    }

    private void Show(ExplainedOnDemandShape feature)
    {
        output.Line();
        output.Line($"  {feature.Name} = {Value(feature.Served?.Value, feature.Served?.Status, feature.History.Value, feature.History.Status, feature.Agrees)}");
        output.Line($"    {(feature.Output is null ? "" : $"{feature.Output}, ")}computed by {feature.Method}({string.Join(", ", feature.Inputs.Select(input => $"{input.Key}: {Text(input.Value)}"))})");
    }

    private static string Value(JsonNode? served, string? servedStatus, JsonNode? past, string pastStatus, bool? agrees) => agrees switch
    {
        null => $"{Text(past)}  {pastStatus}, from history",
        true => $"{Text(served)}  {servedStatus}, the same as from history",
        false => $"{Text(served)}  {servedStatus}; from history {Text(past)}  {pastStatus}",
    };

    private static string State(UsedStateShape state)
    {
        var kinds = state.Pieces.GroupBy(piece => (piece.Kind, piece.ByRow)).Select(group => Pieces(group.Key.Kind, group.Key.ByRow, [.. group]));
        var pieces = string.Join(", ", kinds);
        return $"online state {(state.MaterializedTo is { } to ? $"materialized to {to}" : "not materialized from files")}: {(pieces.Length == 0 ? "nothing of this entity was needed" : pieces)}";
    }

    private static string Pieces(string kind, bool byRow, IReadOnlyList<PieceShape> pieces)
    {
        if (kind == "latest") return $"the latest row, of {pieces[0].Latest}";
        var events = pieces.Sum(piece => piece.Events ?? 0);
        return $"{Numbers.Count(pieces.Count, Word(kind), Word(kind) + "s")}{(events > 0 ? $" ({Numbers.Count(events, "event")}{(byRow ? ", one by one" : "")})" : "")}";
    }

    private static string Word(string kind) => kind switch
    {
        "coarse" => "coarse tile",
        "base" => "base record",
        "head" => "new part of the stream",
        _ => kind,
    };

    private static string Text(JsonNode? value) => value?.ToJsonString(Options) ?? "null";
}
