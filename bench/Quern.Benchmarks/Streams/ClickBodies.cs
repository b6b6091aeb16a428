using System.Globalization;
using System.Text;

namespace Quern.Benchmarks.Streams;

/// <summary>Bodies of clicks as lines, made before the clock runs; only the second in which they happened is written when one is sent. For one thread.</summary>
internal sealed class ClickBodies
{
    public const int Users = 100_000;
    public const int Shops = 1000;
    private const string Second = "yyyy-MM-ddTHH:mm:ss";
    private readonly byte[][] _bodies;
    private readonly List<int>[] _times;
    private int _next;

    public ClickBodies(int seed)
    {
        const int Different = 64;
        var random = new Random(seed);
        (_bodies, _times) = (new byte[Different][], new List<int>[Different]);
        for (var i = 0; i < Different; i++) (_bodies[i], _times[i]) = Make(random);
    }

    /// <summary>The next body, of clicks within the last whole second. It is valid until all others were given.</summary>
    public byte[] Next()
    {
        _next = (_next + 1) % _bodies.Length;
        Span<byte> second = stackalloc byte[Second.Length];
        Encoding.UTF8.GetBytes(DateTimeOffset.UtcNow.AddSeconds(-1).ToString(Second, CultureInfo.InvariantCulture), second);
        var body = _bodies[_next];
        foreach (var at in _times[_next]) second.CopyTo(body.AsSpan(at));
        return body;
    }

    private static (byte[] Body, List<int> Times) Make(Random random)
    {
        var (text, times) = (new StringBuilder(), new List<int>());
        for (var i = 0; i < StreamFloors.Batch; i++)
        {
            text.Append("{\"at\":\"");
            times.Add(text.Length);
            text.Append(Second);
            text.Append(CultureInfo.InvariantCulture, $".{random.Next(1_000_000):000000}Z\",\"user\":{random.Next(Users)},\"item\":{random.Next(Users)},\"shop\":{random.Next(Shops)},");
            text.Append(CultureInfo.InvariantCulture, $"\"price\":{random.Next(10_000) / 100.0},\"seconds\":{random.Next(600)}}}\n");
        }

        return (Encoding.ASCII.GetBytes(text.ToString()), times);
    }
}
