using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Streams;

/// <summary>Kills a server at random moments while events are pushed to it, as a power cut would, and starts it again.</summary>
public sealed class StreamKillTests(ProjectTemplates templates)
{
    private const int Pushers = 2;
    private const int BatchEvents = 40;
    private const int Customers = 7;
    private static readonly int Kills = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 6 : 300;
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddHours(-1);

    [Fact]
    public void Server_KilledUnderLoad_LosesNothingThatItAcknowledged_AndCountsNothingTwice()
    {
        using var project = templates.Till();
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };
        var seed = Environment.TickCount;
        var random = new Random(seed);
        Batch[][] unanswered = [.. Enumerable.Repeat(Array.Empty<Batch>(), Pushers)];
        var (made, acknowledged) = (new int[Pushers], new List<Batch>());
        for (var kill = 0; kill < Kills; kill++)
        {
            using var server = ServedProject.Start(project);
            var before = Counted(client, server.Url);
            before.ShouldBeInRange(acknowledged.Count * BatchEvents, (acknowledged.Count + unanswered.Sum(batches => batches.Length)) * BatchEvents, $"seed {seed}, kill {kill}");

            var pushers = Enumerable.Range(0, Pushers).Select(pusher => new Pusher(client, server.Url, unanswered[pusher], () => new(pusher, made[pusher]++))).ToArray();
            Thread.Sleep(random.Next(20, 500));
            server.Kill();
            for (var pusher = 0; pusher < Pushers; pusher++) unanswered[pusher] = pushers[pusher].Join(acknowledged);
        }

        using var last = ServedProject.Start(project);
        foreach (var batch in unanswered.SelectMany(batches => batches)) batch.TryPush(client, last.Url).ShouldBeTrue();
        var all = Enumerable.Range(0, Pushers).SelectMany(pusher => Enumerable.Range(0, made[pusher]).Select(number => new Batch(pusher, number))).SelectMany(batch => batch.Sales).ToArray();
        all.Length.ShouldBeGreaterThan(BatchEvents * Kills, "The server was killed before it did anything.");
        for (var customer = 0; customer < Customers; customer++)
        {
            var own = all.Where(sale => sale.Customer == $"c{customer}").ToArray();
            Read(client, last.Url, $"c{customer}").ShouldBe((own.Length, own.Sum(sale => sale.Amount)), $"seed {seed}, customer {customer}");
        }
    }

    private static int Counted(HttpClient client, string url) => Enumerable.Range(0, Customers).Sum(customer => (int)Read(client, url, $"c{customer}").Sales);

    private static (long Sales, double Spent) Read(HttpClient client, string url, string customer)
    {
        using var answer = client.PostAsJsonAsync($"{url}/get-online-features", new { feature_service = "checkout", entities = new { customer = new[] { customer } } }).GetAwaiter().GetResult();
        var body = JsonDocument.Parse(answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync().GetAwaiter().GetResult()).RootElement;
        var names = body.GetProperty("metadata").GetProperty("feature_names").EnumerateArray().Select(name => name.GetString()).ToList();
        JsonElement Value(string feature) => body.GetProperty("results")[names.IndexOf(feature)].GetProperty("values")[0];
        return (Value("sales_lifetime").GetInt64(), Value("spent_lifetime") is { ValueKind: JsonValueKind.Number } spent ? spent.GetDouble() : 0);
    }

    private sealed record OneSale(string Customer, double Amount, string Json);

    /// <summary>Events pushed together; the same pusher and number always give the same ones. Amounts are sums of powers of two, so that their sum is exact in any order.</summary>
    private sealed record Batch(int Pusher, int Number)
    {
        public IEnumerable<OneSale> Sales => Enumerable.Range(0, BatchEvents).Select(i =>
        {
            var (number, amount) = ((Number * BatchEvents) + i, ((Pusher * 31) + (Number * 7) + i) % 64 / 4.0);
            var customer = $"c{number % Customers}";
            return new OneSale(customer, amount, string.Create(CultureInfo.InvariantCulture, $$"""{"at":"{{Start.AddMilliseconds(number):O}}","id":"{{Pusher}}-{{number}}","customer":"{{customer}}","amount":{{amount}}}"""));
        });

        public bool TryPush(HttpClient client, string url)
        {
            try
            {
                using var body = new StringContent($"[{string.Join(',', Sales.Select(sale => sale.Json))}]", Encoding.UTF8, "application/json");
                using var answer = client.PostAsync($"{url}/v1/streams/sales/events", body).GetAwaiter().GetResult();
                answer.EnsureSuccessStatusCode();
                return true;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }

    /// <summary>Pushes what got no answer the last time, then new events, until the server is gone.</summary>
    private sealed class Pusher
    {
        private readonly Thread _thread;
        private readonly List<Batch> _acknowledged = [];
        private Batch[] _unanswered;
        private Exception? _failure;

        public Pusher(HttpClient client, string url, Batch[] unanswered, Func<Batch> next)
        {
            _unanswered = unanswered;
            _thread = new(() => Run(client, url, next));
            _thread.Start();
        }

        public Batch[] Join(List<Batch> acknowledged)
        {
            _thread.Join();
            _failure.ShouldBeNull();
            acknowledged.AddRange(_acknowledged);
            return _unanswered;
        }

        private void Run(HttpClient client, string url, Func<Batch> next)
        {
            try
            {
                for (;;)
                {
                    if (_unanswered.Length == 0) _unanswered = [next()];
                    if (!_unanswered[0].TryPush(client, url)) return;
                    _acknowledged.Add(_unanswered[0]);
                    _unanswered = _unanswered[1..];
                }
            }
            catch (Exception failure)
            {
                _failure = failure;
            }
        }
    }
}
