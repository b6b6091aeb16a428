using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Quern.Cli.Tests.Streams;

/// <summary>One sale, and as what it is pushed.</summary>
internal sealed record OneSale(string Customer, double Amount, string Json);

/// <summary>Sales pushed together; the same pusher and number always give the same ones. Amounts are quarters, so that their sum is exact in any order.</summary>
internal sealed record SaleBatch(int Pusher, int Number)
{
    public const int Events = 40;
    public const int Customers = 7;
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddHours(-1);

    public IEnumerable<OneSale> Sales => Enumerable.Range(0, Events).Select(i =>
    {
        var (number, amount) = ((Number * Events) + i, ((Pusher * 31) + (Number * 7) + i) % 64 / 4.0);
        var customer = $"c{number % Customers}";
        return new OneSale(customer, amount, string.Create(CultureInfo.InvariantCulture, $$"""{"at":"{{Start.AddMilliseconds(number):O}}","id":"{{Pusher}}-{{number}}","customer":"{{customer}}","amount":{{amount}}}"""));
    });

    /// <summary>How many sales of all customers are served.</summary>
    public static int Counted(HttpClient client, string url) => Enumerable.Range(0, Customers).Sum(customer => (int)Read(client, url, $"c{customer}").Sales);

    /// <summary>What is served of a customer.</summary>
    public static (long Sales, double Spent) Read(HttpClient client, string url, string customer)
    {
        using var answer = client.PostAsJsonAsync($"{url}/get-online-features", new { feature_service = "checkout", entities = new { customer = new[] { customer } } }).GetAwaiter().GetResult();
        var body = JsonDocument.Parse(answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync().GetAwaiter().GetResult()).RootElement;
        var names = body.GetProperty("metadata").GetProperty("feature_names").EnumerateArray().Select(name => name.GetString()).ToList();
        JsonElement Value(string feature) => body.GetProperty("results")[names.IndexOf(feature)].GetProperty("values")[0];
        return (Value("sales_lifetime").GetInt64(), Value("spent_lifetime") is { ValueKind: JsonValueKind.Number } spent ? spent.GetDouble() : 0);
    }

    /// <summary>What the server answers to them; null when it is gone.</summary>
    public HttpStatusCode? Push(HttpClient client, string url)
    {
        try
        {
            using var body = new StringContent($"[{string.Join(',', Sales.Select(sale => sale.Json))}]", Encoding.UTF8, "application/json");
            using var answer = client.PostAsync($"{url}/v1/streams/sales/events", body).GetAwaiter().GetResult();
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
