using System.Diagnostics;
using Quern.Cli.Tests.Projects;
using Quern.Cli.Tests.Streams;
using Quern.Client;

namespace Quern.Cli.Tests.Shards;

/// <summary>Clients that are told of one server of two.</summary>
public sealed class ShardClientTests(ProjectTemplates templates)
{
    private const string Python = """
        import sys, quern
        with quern.Client(sys.argv[1]) as client:
            asked = []
            send = quern.Client._request
            quern.Client._request = lambda self, *more: (asked.append(self._port), send(self, *more))[1]
            for _ in range(3):
                assert client.online("checkout", {"customer": ["ann"]})["sales_1d"] == [1], "checkout"
            assert client.vectors("regulars", {"customer": ["ann"]})["bought_lifetime"] == [2], "regulars"
            print(asked)
            assert client.push("sales", [{"at": sys.argv[2], "id": "9", "customer": "eve", "amount": 1.0}]).accepted == 1, "push"
            try:
                client.online("nothing", {"customer": ["ann"]})
            except quern.QuernError as error:
                assert (error.status, error.code) == (404, "QRN5011"), error
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_OfCSharp_AsksTheRightServer_AndIsSentThereOnce(bool follows)
    {
        using var till = Materialized();
        using var all = till.StartDefault();
        using var counted = new Counting(new SocketsHttpHandler { AllowAutoRedirect = follows });
        using var http = new HttpClient(counted) { BaseAddress = new(till.DefaultUrl) };
        var client = new QuernClient(http);
        var ann = new Columns { { "customer", "ann" } };
        using (var shard = till.StartShard())
        {
            Push(till);
            SpinWait.SpinUntil(() => client.OnlineAsync("checkout", ann).GetAwaiter().GetResult()["sales_1d"].Int64() == 1, TimeSpan.FromSeconds(20)).ShouldBeTrue();
            counted.Asked.Clear();
            (await client.VectorsAsync("checkout", ann, cancellation: TestContext.Current.CancellationToken))["sales_1d"].Int64().ShouldBe(1);
            (await client.OnlineAsync("regulars", ann, cancellation: TestContext.Current.CancellationToken))["bought_lifetime"].Int64().ShouldBe(2);
            (await client.FeaturesAsync(["spending:sales_1d"], ann, cancellation: TestContext.Current.CancellationToken))["sales_1d"].Int64().ShouldBe(1);
            (await client.FeaturesAsync(["spending:sales_1d"], ann, cancellation: TestContext.Current.CancellationToken))["sales_1d"].Int64().ShouldBe(1);
            string[] expected = follows ? [till.ShardUrl, till.DefaultUrl, till.DefaultUrl, till.ShardUrl] : [till.ShardUrl, till.DefaultUrl, till.DefaultUrl, till.ShardUrl, till.ShardUrl];
            counted.Asked.ShouldBe(expected);
            var service = await client.ServiceAsync("checkout", TestContext.Current.CancellationToken);
            (service.Shard, service.Url).ShouldBe((ShardedTill.Shard, till.ShardUrl));
            var wrong = await Should.ThrowAsync<QuernClientException>(client.OnlineAsync("nothing", ann, cancellation: TestContext.Current.CancellationToken));
            (wrong.Status, wrong.Findings[0].Code).ShouldBe((404, "QRN5011"));
        }

        // Gone: the first server is asked again, and sends to where nobody answers.
        var gone = await Should.ThrowAsync<QuernClientException>(client.OnlineAsync("checkout", ann, cancellation: TestContext.Current.CancellationToken));
        gone.Status.ShouldBe(0);
        using var again = till.StartShard();
        (await client.OnlineAsync("checkout", ann, cancellation: TestContext.Current.CancellationToken))["sales_1d"].Int64().ShouldBe(1);
    }

    [Fact]
    public void Client_OfPython_AsksTheRightServer_AndIsSentThereOnce()
    {
        Assert.SkipUnless(HasPython(), "no python3 of at least 3.9 here");
        using var till = Materialized();
        using var all = till.StartDefault();
        using var shard = till.StartShard();
        Push(till);
        using var client = new HttpClient();
        ShardedTill.Follows(client, till.ShardUrl, "ann", 1);
        var (own, other) = (new Uri(till.ShardUrl).Port, new Uri(till.DefaultUrl).Port);
        RunPython("-c", Python, till.DefaultUrl, DateTimeOffset.UtcNow.AddMinutes(-1).ToString("O")).Succeeded().Trim().ShouldBe($"[{other}, {own}, {own}, {own}, {other}]");
        // Told of the shard's server, the other one is found for the rest.
        RunPython("-c", Python.Replace("\"9\"", "\"10\"", StringComparison.Ordinal), till.ShardUrl, DateTimeOffset.UtcNow.AddMinutes(-1).ToString("O")).Succeeded().Trim().ShouldBe($"[{own}, {own}, {own}, {own}, {other}]");
    }

    private ShardedTill Materialized()
    {
        var till = new ShardedTill(templates.Till());
        till.Project.Quern("materialize").Succeeded();
        return till;
    }

    private static void Push(ShardedTill till)
    {
        till.Project.Write("sale.ndjson", Till.Sale(1, 2.5));
        till.Project.Quern("push", "sales", "sale.ndjson", "--server", till.DefaultUrl).Succeeded();
    }

    private static bool HasPython()
    {
        try
        {
            return RunPython("-c", "import sys; sys.exit(sys.version_info < (3, 9))").Exit == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static QuernProcess.Ended RunPython(params string[] arguments)
    {
        var start = new ProcessStartInfo("python3", ["-B", .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PYTHONPATH"] = Path.Combine(Deployment.Deployed.Root, "clients", "python", "src");
        using var process = Process.Start(start)!;
        return QuernProcess.Wait(process);
    }

    /// <summary>Notes which server is asked.</summary>
    private sealed class Counting(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.GetLeftPart(UriPartial.Authority));
            return base.SendAsync(request, cancellationToken);
        }
    }
}
