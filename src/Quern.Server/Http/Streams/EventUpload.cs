using System.Diagnostics;
using Quern.Engine.Streams;
using Quern.Protocol.Streams;

namespace Quern.Server.Http.Streams;

/// <summary>
/// One body of events on its way in: cut, read and pushed batch by batch while the rest still comes. A batch ends when it is full, or when there is nothing more to read just now, so
/// that a trickle is taken event by event and a flood in large parts. Of lines several batches may be under way at once; of an array one, so that what was taken is always its beginning.
/// </summary>
internal sealed class EventUpload(StreamIngest ingest, EventReaders readers, string stream, UploadAnswer answer)
{
    private const int BatchEvents = 1000;
    private const int BatchBytes = 1 << 20;
    private const int UnderWay = 4;

    // About a tenth of a millisecond's work.
    private const int TurnBytes = 1 << 13;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Queue<Pushed> _pushed = new();
    private EventReader? _reader;
    private int _bytes;
    private int _next;
    private bool _isFailed;

    /// <summary>Takes events until the body ends, a batch cannot be taken, or it is told to stop.</summary>
    public async Task RunAsync(UploadBody body, EventCutter cutter, CancellationToken stop)
    {
        while (!_isFailed)
        {
            while (!_isFailed && Read(cutter) is var found && found != Found.Nothing)
                if (found == Found.Batch) await PushAsync(stop).ConfigureAwait(false);
                else await Task.Yield();
            if (_isFailed || cutter.IsComplete) break;
            cutter.Filled(await ReadAsync(body, cutter, stop).ConfigureAwait(false));
            answer.IsByLine = cutter.Form == EventForm.Lines;
        }

        if (!_isFailed && _reader is { Count: > 0 }) await PushAsync(stop).ConfigureAwait(false);
        await AnswerAllAsync().ConfigureAwait(false);
        if (!_isFailed) await answer.EndAsync().ConfigureAwait(false);
    }

    /// <summary>Tells that nothing more is taken, and why.</summary>
    public async Task FailAsync(Finding finding)
    {
        await AnswerAllAsync().ConfigureAwait(false);
        if (_isFailed) return;
        _isFailed = true;
        await answer.FailAsync(_next, 0, finding).ConfigureAwait(false);
    }

    /// <summary>Waits for what was pushed and not answered, because the sender is gone: it goes on, and its batches are in use until it ends.</summary>
    public async Task SettleAsync()
    {
        while (_pushed.TryDequeue(out var pushed))
        {
            await ((Task)pushed.Report).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            readers.Return(stream, pushed.Reader);
        }
    }

    // A body that is read in one go would keep a thread of the pool from reads of features, which take a tenth of its time.
    private Found Read(EventCutter cutter)
    {
        for (var turn = 0; turn < TurnBytes;)
        {
            if (!cutter.TryNext(out var text, out var cut)) return Found.Nothing;
            _reader ??= readers.Rent(stream, ingest.SchemaOf(stream));
            switch (cut)
            {
                case EventCut.Event: _reader.Read(text); break;
                case EventCut.TooLong: _reader.RefuseLong(text); break;
                case EventCut.Unfinished: _reader.RefuseMalformed("the body ends before the array does.", text); break;
                default: _reader.RefuseMalformed("it comes after the end of the array.", text); break;
            }

            (_bytes, turn) = (_bytes + text.Length, turn + text.Length);
            if (_reader.Count >= BatchEvents || _bytes >= BatchBytes) return Found.Batch;
        }

        return Found.Part;
    }

    private async ValueTask<int> ReadAsync(UploadBody body, EventCutter cutter, CancellationToken stop)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var reading = body.ReadAsync(cutter.Room(), giveUp.Token);
        if (reading.IsCompleted) return await reading.ConfigureAwait(false);
        var part = reading.AsTask();
        try
        {
            if (_reader is { Count: > 0 }) await PushAsync(stop).ConfigureAwait(false);
            while (_pushed.TryPeek(out var oldest) && await Task.WhenAny(part, oldest.Report).ConfigureAwait(false) != part) await AnswerOldestAsync().ConfigureAwait(false);
            return _isFailed ? 0 : await part.ConfigureAwait(false);
        }
        finally
        {
            // Given up or not, nobody may write into the cutter's memory any more.
            await giveUp.CancelAsync().ConfigureAwait(false);
            await ((Task)part).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PushAsync(CancellationToken stop)
    {
        while (_pushed.Count >= (answer.IsByLine ? UnderWay : 1)) await AnswerOldestAsync().ConfigureAwait(false);
        if (_isFailed) return;
        var reader = _reader!;
        var (events, from, waited) = (reader.Events, _next, Stopwatch.GetTimestamp());
        while (true)
        {
            try
            {
                _pushed.Enqueue(new(from, reader, ingest.PushAsync(stream, events, reader.Unread)));
                break;
            }
            catch (QuernException e) when (StreamErrors.IsBusy(e) && from > 0 && Stopwatch.GetElapsedTime(waited) < Patience)
            {
                // What came before was taken: the sender waits, for nothing more is read of it meanwhile.
                await AnswerAllAsync().ConfigureAwait(false);
                await Task.Delay(Pause, stop).ConfigureAwait(false);
            }
        }

        (_reader, _bytes, _next) = (null, 0, from + reader.Count);
    }

    private async Task AnswerAllAsync()
    {
        while (_pushed.Count > 0) await AnswerOldestAsync().ConfigureAwait(false);
    }

    private async Task AnswerOldestAsync()
    {
        var (from, reader, pushing) = _pushed.Peek();
        try
        {
            var report = await pushing.ConfigureAwait(false);
            _pushed.Dequeue();
            await answer.AddAsync(from, reader.Count, report).ConfigureAwait(false);
        }
        catch (QuernException e) when (pushing.IsFaulted)
        {
            _pushed.Dequeue();
            if (answer.IsByLine || !_isFailed) await answer.FailAsync(from, answer.IsByLine ? reader.Count : 0, e.Findings[0]).ConfigureAwait(false);
            _isFailed = true;
        }

        readers.Return(stream, reader);
    }

    private enum Found
    {
        Nothing,
        Part,
        Batch,
    }

    private sealed record Pushed(int From, EventReader Reader, Task<PushReport> Report);
}
