using System.Net;

namespace Quern.Server.Tests.Gallery;

/// <summary>What browsers get that open the server's address. It is the same whether the pages were built or not.</summary>
public sealed class GalleryPagesTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/views/anything")]
    [InlineData("/a/deep/link?with=parts")]
    public async Task Address_ThatABrowserOpens_GivesThePage_GuardedByItsPolicy(string path)
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await OpenAsync(server, path, "text/html,application/xhtml+xml,*/*;q=0.8");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.Split("; ").ShouldContain("script-src 'self'");
        policy.Split("; ").ShouldContain("frame-ancestors 'none'");
        policy.Split("; ").ShouldContain("default-src 'none'");
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
    }

    [Theory]
    [InlineData("/v1/nope", "text/html")]
    [InlineData("/v1/registry/nope", "text/html")]
    [InlineData("/views/anything", "application/json")]
    [InlineData("/", "*/*")]
    public async Task Address_OfTheApi_OrOfAProgram_StaysTheApis(string path, string accept)
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await OpenAsync(server, path, accept);
        (response.StatusCode, response.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.NotFound, "application/json"));
    }

    [Fact]
    public async Task Route_OfTheApi_IsAnswered_AlsoToABrowser()
    {
        await using var server = await RunningServer.StartAsync();
        using var registry = await OpenAsync(server, "/v1/registry", "text/html");
        registry.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        using var wrong = await OpenAsync(server, "/get-online-features", "text/html");
        wrong.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    private static Task<HttpResponseMessage> OpenAsync(RunningServer server, string path, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return server.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
