using System.Net;
using System.Text.Json.Nodes;

namespace Quern.Server.Tests.Streams;

public sealed class TriggerTests
{
    [Fact]
    public async Task Webhook_IsCalledWhenTheConditionBeginsToHold_AgainUntilItAnswers_WhateverAnotherOneDoes()
    {
        using var hook = new Hook();
        using var hangs = new Hook { Answer = null };
        await using var server = await StreamServer.StartAsync(ShopFeatures.First, triggers:
        [
            new("spending", "spent_1h > 3", hangs.Url) { Timeout = TimeSpan.FromMinutes(10) },
            new("spending", "spent_1h > 3", hook.Url) { FirstRetry = TimeSpan.FromMilliseconds(10), Attempts = 12, Headers = new Dictionary<string, string> { ["X-From"] = "quern" } },
            new("spendin", null, hook.Url),
        ]);
        hook.Answer = HttpStatusCode.ServiceUnavailable;
        // Triggers begin a moment after the server, each in its own time.
        for (var customer = 0; hook.Calls.IsEmpty || hangs.Calls.IsEmpty; customer++) await server.PushAsync(Sale($"c{customer}", 4));
        var first = await hook.NextAsync();
        (await hook.NextAsync()).Body.ShouldBe(first.Body, "It is tried again.");
        hook.Answer = HttpStatusCode.OK;
        while (hook.Answered == 0) (await hook.NextAsync()).Body.ShouldBe(first.Body);

        await server.PushAsync(Sale("ann", 5));
        string body;
        do body = (await hook.NextAsync()).Body;
        while (!body.Contains("\"ann\"", StringComparison.Ordinal));
        var change = JsonNode.Parse(body)!;
        ((string?)change["view"], (double?)change["values"]!["spent_1h"], (bool?)change["holds"], first.From).ShouldBe(("spending", 5, true, "quern"));
        hangs.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Webhook_ThatNeverTakesAChange_IsGivenUp_AndTheNextChangeIsSent()
    {
        using var hook = new Hook { Answer = HttpStatusCode.NotFound };
        await using var server = await StreamServer.StartAsync(ShopFeatures.First, triggers: [new("spending", null, hook.Url) { Attempts = 2, FirstRetry = TimeSpan.FromMilliseconds(1) }]);
        for (var i = 0; hook.Calls.Select(call => call.Body).Distinct().Count() < 2; i++) await server.PushAsync(Sale($"c{i}", 1));
        hook.Calls.GroupBy(call => call.Body).First().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Trigger_GoesOn_WhateverItMeetsOnce()
    {
        using var hook = new Hook();
        var meets = true;
        await using var server = await StreamServer.StartAsync(ShopFeatures.First, triggers: [new("spending", null, hook.Url)], source: own =>
        {
            if (!Interlocked.Exchange(ref meets, false)) return own;
            ((IDisposable)own).Dispose();
            throw new InvalidOperationException("only once");
        });
        for (var i = 0; hook.Calls.IsEmpty; i++) await server.PushAsync(Sale($"c{i}", 1));
        meets.ShouldBeFalse();
    }

    private static string Sale(string customer, double amount) => $$"""{"at":"2024-05-01T11:30:00Z","customer":"{{customer}}","amount":{{amount}},"shop":"north"}""";
}
