using System.Text.Json.Nodes;

namespace Quern.Server.Tests;

/// <summary>Reads Feast's forms.</summary>
internal static class Answers
{
    internal static string[] Names(this JsonNode answer) => [.. answer["metadata"]!["feature_names"]!.AsArray().Select(name => (string)name!)];

    internal static string Values(this JsonNode answer, string name) => answer["results"]![Array.IndexOf(answer.Names(), name)]!["values"]!.ToJsonString();

    internal static string Statuses(this JsonNode answer, string name) => answer["results"]![Array.IndexOf(answer.Names(), name)]!["statuses"]!.ToJsonString();

    internal static string EventTimes(this JsonNode answer, string name) => answer["results"]![Array.IndexOf(answer.Names(), name)]!["event_timestamps"]!.ToJsonString();

    internal static JsonNode Inner(string body) => JsonNode.Parse((string)JsonNode.Parse(body)!)!;

    internal static string[] Codes(string body) => [.. JsonNode.Parse(body)!["detail"]!.AsArray().Select(detail => (string)detail!["code"]!)];
}
