using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Quern.Connectors.Tests.S3;

/// <summary>What the tests' server answers.</summary>
internal sealed record S3Answer(int Status, byte[] Body)
{
    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>The length that a question without an answer's body is told; null for that of the body.</summary>
    public long? Length { get; init; }

    public static S3Answer Xml(int status, XElement root) => new(status, Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root)) { Headers = { ["Content-Type"] = "application/xml" } };

    public static S3Answer Error(int status, string code, string message) => Xml(status, new("Error", new XElement("Code", code), new XElement("Message", message), new XElement("RequestId", "1")));

    public async Task Send(HttpContext context, DateTimeOffset now, bool isTorn)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.Headers["Date"] = now.ToString("R", CultureInfo.InvariantCulture);
        foreach (var (name, value) in Headers) response.Headers[name] = value;
        response.ContentLength = Status == 204 ? null : context.Request.Method == "HEAD" ? Length ?? 0 : Body.Length;
        if (context.Request.Method != "HEAD") await response.Body.WriteAsync(Body.AsMemory(0, isTorn ? Body.Length / 2 : Body.Length));
        if (!isTorn) return;
        await response.Body.FlushAsync();
        context.Abort();
    }
}
