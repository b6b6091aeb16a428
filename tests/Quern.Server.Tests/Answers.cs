using System.Text.Json.Nodes;

namespace Quern.Server.Tests;

/// <summary>Asks a server, and reads the forms of its answers.</summary>
internal static class Answers
{
    internal static string[] Names(this JsonNode answer) => [.. answer["metadata"]!["feature_names"]!.AsArray().Select(name => (string)name!)];

    internal static string Values(this JsonNode answer, string name) => answer["results"]![Array.IndexOf(answer.Names(), name)]!["values"]!.ToJsonString();

    internal static string Statuses(this JsonNode answer, string name) => answer["results"]![Array.IndexOf(answer.Names(), name)]!["statuses"]!.ToJsonString();

    internal static string EventTimes(this JsonNode answer, string name) => answer["results"]![Array.IndexOf(answer.Names(), name)]!["event_timestamps"]!.ToJsonString();

    internal static JsonNode Inner(string body) => JsonNode.Parse((string)JsonNode.Parse(body)!)!;

    /// <summary>The codes of all that an answer says is wrong, one after the other.</summary>
    internal static string Codes(string body) => JsonNode.Parse(body)!.Codes();

    internal static string Codes(this JsonNode answer) => answer["detail"] is JsonArray details ? string.Join(' ', details.Select(detail => (string)detail!["code"]!)) : (string)answer["code"]!;

    internal static async Task<(int Status, string Text)> AskAsync(this HttpClient client, string path, string body)
    {
        using var response = await client.PostAsync(path, new StringContent(body), TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
