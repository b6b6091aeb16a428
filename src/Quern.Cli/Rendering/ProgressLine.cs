using System.Diagnostics;
using System.Globalization;

namespace Quern.Cli.Rendering;

/// <summary>How far long work is: a bar that redraws itself on a terminal, a plain line every few seconds in a log. From any thread.</summary>
internal sealed class ProgressLine : IDisposable
{
    private const int Width = 20;
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Log = TimeSpan.FromSeconds(5);
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private string _step = "";
    private TimeSpan _shown;
    private TimeSpan _started;
    private bool _drawn;

    /// <summary>Reports what is being done, how much of it is done, and how much there is (0 when nobody knows).</summary>
    public void Report(string step, long done, long total)
    {
        var now = _since.Elapsed;
        lock (_lock)
        {
            if (step != _step) (_step, _started) = (step, now);
            else if (now - _shown < (_terminal ? Redraw : Log)) return;
            if (!_terminal && now < Log) return;
            _shown = now;
            Write(Text(done, total, now - _started));
        }
    }

    /// <summary>Clears the bar.</summary>
    public void Dispose()
    {
        if (_drawn) Console.Error.Write("\r\u001b[K");
    }

    private void Write(string text)
    {
        if (!_terminal)
        {
            Console.Error.WriteLine(text);
            return;
        }

        _drawn = true;
        Console.Error.Write($"\r\u001b[K{text}");
    }

    private string Text(long done, long total, TimeSpan time)
    {
        var rate = time.TotalSeconds > 0.2 ? $"  {(done / time.TotalSeconds).ToString("N0", CultureInfo.InvariantCulture)}/s" : "";
        var count = done.ToString("N0", CultureInfo.InvariantCulture);
        if (total <= 0) return $"{_step}  {count}{rate}";
        var filled = (int)Math.Clamp(Width * done / total, 0, Width);
        var left = done > 0 && done < total && time.TotalSeconds > 1 ? $"  {time.TotalSeconds * (total - done) / done:F0} s left" : "";
        return $"{new string('█', filled)}{new string('░', Width - filled)} {_step}  {count} of {total.ToString("N0", CultureInfo.InvariantCulture)}{rate}{left}";
    }
}
