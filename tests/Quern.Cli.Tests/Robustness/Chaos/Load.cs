using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Quern.Cli.Tests.Robustness.Chaos;

/// <summary>
/// Pushes sales of a quarter each, again until they are acknowledged, and reads meanwhile. What is read must be something that was true: a customer has spent a quarter of what they bought, at the server that
/// takes events nothing is missing that was acknowledged, and nowhere is more than was pushed.
/// </summary>
internal sealed class Load : IDisposable
{
    private const int Events = 20;
    private const int Customers = 5;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly HttpStatusCode[] Refusals = [HttpStatusCode.TooManyRequests, HttpStatusCode.ServiceUnavailable, HttpStatusCode.InsufficientStorage];
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddHours(-1);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(3) };
    private readonly Func<string> _taking;
    private readonly Func<string> _reading;
    private readonly Func<int> _stops;
    private readonly Thread[] _threads;
    private readonly List<string> _failures = [];
    private volatile bool _isOver;
    private volatile bool _isGivenUp;
    private int _pushed;
    private int _acknowledged;
    private int _read;
    private int _refused;

    /// <param name="taking">Where the server is that takes events.</param>
    /// <param name="reading">Where one is that only reads.</param>
    /// <param name="stops">How often a server was stopped or is: it need not answer in time meanwhile.</param>
    public Load(Func<string> taking, Func<string> reading, Func<int> stops)
    {
        (_taking, _reading, _stops) = (taking, reading, stops);
        _threads = [Begin(Push), Begin(() => Read(_taking, seesAll: true)), Begin(() => Read(_reading, seesAll: false))];
    }

    /// <summary>How many pushes were acknowledged.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>How many reads were answered, and how many of reads and pushes were refused.</summary>
    public (int Answered, int Refused) Reads => (Volatile.Read(ref _read), Volatile.Read(ref _refused));

    /// <summary>What was not as it must be.</summary>
    public string[] Failures
    {
        get
        {
            lock (_failures) return [.. _failures];
        }
    }

    /// <summary>Ends after what is on its way was acknowledged.</summary>
    public void End()
    {
        _isOver = true;
        foreach (var thread in _threads) thread.Join();
    }

    /// <summary>What a server answers for each customer: sales and what was spent, or why not.</summary>
    public (HttpStatusCode Status, (long Sales, double Spent)[] Customers) Ask(string url)
    {
        using var body = new StringContent($$$"""{"feature_service":"checkout","entities":{"customer":[{{{string.Join(',', Enumerable.Range(0, Customers).Select(customer => $"\"c{customer}\""))}}}]}}""", Encoding.UTF8, "application/json");
        using var answer = _client.PostAsync($"{url}/get-online-features", body).GetAwaiter().GetResult();
        var text = answer.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        if (!answer.IsSuccessStatusCode) return (answer.StatusCode, []);
        var json = JsonDocument.Parse(text).RootElement;
        var names = json.GetProperty("metadata").GetProperty("feature_names").EnumerateArray().Select(name => name.GetString()).ToList();
        var columns = json.GetProperty("results");
        JsonElement Value(string feature, int row) => columns[names.IndexOf(feature)].GetProperty("values")[row];
        return (answer.StatusCode, [.. Enumerable.Range(0, Customers).Select(row => (Value("sales_lifetime", row).GetInt64(), Value("spent_lifetime", row) is { ValueKind: JsonValueKind.Number } spent ? spent.GetDouble() : 0))]);
    }

    /// <summary>What each customer has when so many pushes were taken once each.</summary>
    public static (long Sales, double Spent)[] After(int pushes) => [.. Enumerable.Range(0, Customers).Select(customer =>
    {
        var sales = (pushes * Events / Customers) + (customer < pushes * Events % Customers ? 1 : 0);
        return ((long)sales, sales / 4.0);
    })];

    public void Dispose()
    {
        _isGivenUp = true;
        End();
        _client.Dispose();
    }

    private Thread Begin(Action work)
    {
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
#pragma warning disable CA1031 // It is told by the test, which waits.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Fail(e.ToString());
            }
        });
        thread.Start();
        return thread;
    }

    private void Push()
    {
        for (var number = 0; !_isOver; number++)
        {
            var events = string.Join(',', Enumerable.Range(number * Events, Events).Select(sale => string.Create(CultureInfo.InvariantCulture, $$"""{"at":"{{Start.AddMilliseconds(sale):O}}","id":"{{sale}}","customer":"c{{sale % Customers}}","amount":0.25}""")));
            Volatile.Write(ref _pushed, number + 1);
            // What got no answer is pushed again: it may have been taken, and counts once.
            while (!TryPush(events))
            {
                if (_isGivenUp) return;
                Thread.Sleep(20);
            }

            Volatile.Write(ref _acknowledged, number + 1);
            // Without rests a quarter of an hour of it would fill the disk by itself.
            Thread.Sleep(10);
        }
    }

    private bool TryPush(string events)
    {
        try
        {
            using var body = new StringContent($"[{events}]", Encoding.UTF8, "application/json");
            using var answer = _client.PostAsync($"{_taking()}/v1/streams/sales/events", body).GetAwaiter().GetResult();
            if (answer.StatusCode == HttpStatusCode.OK) return true;
            if (!Refusals.Contains(answer.StatusCode)) Fail($"a push was answered {(int)answer.StatusCode}: {answer.Content.ReadAsStringAsync().GetAwaiter().GetResult()}");
            Interlocked.Increment(ref _refused);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // The server is gone.
        }

        return false;
    }

    private void Read(Func<string> url, bool seesAll)
    {
        while (!_isOver)
        {
            var (stops, before, began) = (_stops(), After(Acknowledged), Stopwatch.GetTimestamp());
            try
            {
                var (status, customers) = Ask(url());
                var (took, pushed) = (Stopwatch.GetElapsedTime(began), After(Volatile.Read(ref _pushed)));
                if (stops == _stops() && took > Deadline) Fail($"an answer took {took}");
                if (status == HttpStatusCode.OK) Interlocked.Increment(ref _read);
                else if (status == HttpStatusCode.ServiceUnavailable) Interlocked.Increment(ref _refused);
                else Fail($"a read was answered {(int)status}");
                for (var customer = 0; customer < customers.Length; customer++)
                {
                    var (sales, spent) = customers[customer];
                    if (spent != sales / 4.0 || sales > pushed[customer].Sales || (seesAll && sales < before[customer].Sales))
                        Fail($"c{customer} has {sales} sales and spent {spent}, where {before[customer].Sales} to {pushed[customer].Sales} are right; {(seesAll ? "at the server that takes events" : "at the one that reads")}");
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // The server is gone.
            }

            Thread.Sleep(5);
        }
    }

    private void Fail(string what)
    {
        lock (_failures) _failures.Add(what);
    }
}
