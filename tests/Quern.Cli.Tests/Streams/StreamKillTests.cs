using System.Net;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Streams;

/// <summary>Kills a server at random moments while events are pushed to it, as a power cut would, and starts it again.</summary>
public sealed class StreamKillTests(ProjectTemplates templates)
{
    private const int Pushers = 2;
    private static readonly int Kills = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 6 : 300;

    [Fact]
    public void Server_KilledUnderLoad_LosesNothingThatItAcknowledged_AndCountsNothingTwice()
    {
        using var project = templates.Till();
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };
        var seed = Environment.TickCount;
        var random = new Random(seed);
        SaleBatch[][] unanswered = [.. Enumerable.Repeat(Array.Empty<SaleBatch>(), Pushers)];
        var (made, acknowledged) = (new int[Pushers], new List<SaleBatch>());
        for (var kill = 0; kill < Kills; kill++)
        {
            using var server = ServedProject.Start(project);
            var before = SaleBatch.Counted(client, server.Url);
            before.ShouldBeInRange(acknowledged.Count * SaleBatch.Events, (acknowledged.Count + unanswered.Sum(batches => batches.Length)) * SaleBatch.Events, $"seed {seed}, kill {kill}");

            var pushers = Enumerable.Range(0, Pushers).Select(pusher => new Pusher(client, server.Url, unanswered[pusher], () => new(pusher, made[pusher]++))).ToArray();
            // Every other time it has done something, however slow the machine; else it may be killed before.
            if (kill % 2 == 0) pushers[0].WaitForAnswer();
            Thread.Sleep(random.Next(20, 500));
            server.Kill();
            for (var pusher = 0; pusher < Pushers; pusher++) unanswered[pusher] = pushers[pusher].Join(acknowledged);
        }

        using var last = ServedProject.Start(project);
        foreach (var batch in unanswered.SelectMany(batches => batches)) batch.Push(client, last.Url).ShouldBe(HttpStatusCode.OK);
        var all = Enumerable.Range(0, Pushers).SelectMany(pusher => Enumerable.Range(0, made[pusher]).Select(number => new SaleBatch(pusher, number))).SelectMany(batch => batch.Sales).ToArray();
        all.Length.ShouldBeGreaterThan(SaleBatch.Events * Kills / 2, "The server was killed before it did anything.");
        for (var customer = 0; customer < SaleBatch.Customers; customer++)
        {
            var own = all.Where(sale => sale.Customer == $"c{customer}").ToArray();
            SaleBatch.Read(client, last.Url, $"c{customer}").ShouldBe((own.Length, own.Sum(sale => sale.Amount)), $"seed {seed}, customer {customer}");
        }
    }

    /// <summary>Pushes what got no answer the last time, then new events, until the server is gone.</summary>
    private sealed class Pusher
    {
        private readonly Thread _thread;
        private readonly List<SaleBatch> _acknowledged = [];
        private volatile bool _isAnswered;
        private SaleBatch[] _unanswered;
        private Exception? _failure;

        public Pusher(HttpClient client, string url, SaleBatch[] unanswered, Func<SaleBatch> next)
        {
            _unanswered = unanswered;
            _thread = new(() => Run(client, url, next));
            _thread.Start();
        }

        public void WaitForAnswer() => SpinWait.SpinUntil(() => _isAnswered, TimeSpan.FromMinutes(1)).ShouldBeTrue("The server answered no push within a minute.");

        public SaleBatch[] Join(List<SaleBatch> acknowledged)
        {
            _thread.Join();
            _failure.ShouldBeNull();
            acknowledged.AddRange(_acknowledged);
            return _unanswered;
        }

        private void Run(HttpClient client, string url, Func<SaleBatch> next)
        {
            try
            {
                for (;;)
                {
                    if (_unanswered.Length == 0) _unanswered = [next()];
                    if (_unanswered[0].Push(client, url) is not { } answer) return;
                    answer.ShouldBe(HttpStatusCode.OK);
                    _acknowledged.Add(_unanswered[0]);
                    _isAnswered = true;
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
