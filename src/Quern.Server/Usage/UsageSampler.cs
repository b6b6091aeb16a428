using Microsoft.Extensions.Logging;
using Quern.Engine.Streams;
using Quern.Engine.Usage;
using Quern.Server.Serving;

namespace Quern.Server.Usage;

/// <summary>Takes every few seconds what was counted of reads, and what has come of streams, and has all of it kept once a minute.</summary>
internal sealed partial class UsageSampler : IDisposable
{
    private readonly UsageLedger _ledger;
    private readonly ServingStates _states;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly BackgroundLoop _loop;
    private readonly Dictionary<string, long> _accepted = new(StringComparer.Ordinal);
    private IReadOnlyList<(StreamCounts Counts, string Stream, string[] Views)> _streams = [];
    private TimeSpan _server = Environment.CpuUsage.TotalTime;
    private string? _told;
    private long _kept;
    private bool _isDisposed;

    internal UsageSampler(UsageLedger ledger, ServingStates states, TimeProvider time, ILogger log)
    {
        (_ledger, _states, _time, _log, _kept) = (ledger, states, time, log, time.GetTimestamp());
        _loop = new("usage", ledger.Every, Sample, LogTrouble);
    }

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _loop.Dispose();
        Keep();
    }

    private void Sample()
    {
        _ledger.Take();
        AddStreams();
        var now = Environment.CpuUsage.TotalTime;
        _ledger.AddServer(now - _server);
        _server = now;
        if (_time.GetElapsedTime(_kept) < TimeSpan.FromMinutes(1)) return;
        _kept = _time.GetTimestamp();
        Keep();
    }

    // What came before the first look came to another process, or to nobody's reads.
    private void AddStreams()
    {
        if (_states.Hold() is { } state)
            try
            {
                // Streams outlive the state: what comes after the last look at one is counted too.
                _streams = [.. (state.Streams?.Counts ?? new Dictionary<string, StreamCounts>()).Select(stream => (
                    stream.Value, stream.Key, state.Here.Views.Values.Where(view => view.Definition.Source.Stream == stream.Key).Select(view => view.Reference).ToArray()))];
            }
            finally
            {
                state.Release();
            }

        foreach (var (counts, stream, views) in _streams)
        {
            var accepted = counts.Accepted;
            var more = accepted - _accepted.GetValueOrDefault(stream);
            _accepted[stream] = accepted;
            if (more == 0) continue;
            foreach (var view in views) _ledger.AddWrite(view, ConsumerNames.Stream, new(0, more, 0, 0, 0, 0));
        }
    }

    // It is tried again every minute, and a log need not say so each time.
    private void Keep()
    {
        _ledger.Keep();
        var trouble = _ledger.Trouble?.ToString();
        if (trouble == _told) return;
        _told = trouble;
        if (trouble is null) LogKeepsAgain();
        else LogDoesNotKeep(trouble);
    }

    [LoggerMessage(LogLevel.Warning, "{reason}")]
    private partial void LogDoesNotKeep(string reason);

    [LoggerMessage(LogLevel.Information, "what is read and written is kept again")]
    private partial void LogKeepsAgain();

    [LoggerMessage(LogLevel.Error, "what is read and written could not be counted; it is tried again")]
    private partial void LogTrouble(Exception e);
}
