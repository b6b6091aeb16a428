using System.Diagnostics;
using System.Text;
using Quern.Engine.Feeds;
using Quern.Protocol.Streams;
using Quern.Schema;

namespace Quern.Testing.Tests.Kits;

/// <summary>The feed of a log in memory: a second adapter of the port, and the place to break its promises one by one.</summary>
internal sealed class MemoryFeed(MemoryLog log, string topic, Fault fault) : IFeedSource
{
    public string Kind => "memory";

    public string Name => $"log '{topic}'";

    public IReadOnlyCollection<string> Columns => [];

    public IReadOnlyList<Finding> Check() => [];

    public FeedProbe Probe(TimeProvider time, CancellationToken stop) => new("memory", TimeSpan.Zero, Find() is { } problem ? [problem] : []) { Parts = log.Parts };

    public IFeedReader Open(FeedTarget target, CancellationToken stop) => Find() is { } problem ? throw new QuernException(problem) : new Reader(log, target, fault);

    private Finding? Find()
    {
        if (log.IsAway) return new("TEST1", "the log is away");
        if (fault == Fault.MakesTopics) log.Topics.Add(topic);
        return log.Topics.Contains(topic) ? null : new("TEST2", "there is no such log");
    }

    private sealed class Reader(MemoryLog log, FeedTarget target, Fault fault) : IFeedReader
    {
        private const int MostRecords = 7_000;
        private readonly Part[] _parts = [.. Enumerable.Range(0, log.Parts).Select(part => new Part(log, part, target, fault))];

        public FeedHealth Health => new(true, _parts.Sum(part => part.Lag), null);

        public IReadOnlyList<FeedBatch> Read(TimeSpan wait)
        {
            for (var began = Stopwatch.GetTimestamp(); ; Thread.Sleep(1))
            {
                if (log.IsAway && fault != Fault.HidesOutages) throw new QuernException(new Finding("TEST1", "the log is away"));
                FeedBatch[] batches = [.. _parts.Select(part => part.Read(MostRecords)).OfType<FeedBatch>()];
                if (batches.Length > 0 || Stopwatch.GetElapsedTime(began) >= wait || fault == Fault.DoesNotWait) return batches;
            }
        }

        public void Taken()
        {
            foreach (var part in _parts) part.Taken();
        }

        public void Dispose()
        {
        }
    }

    private sealed class Part
    {
        private readonly MemoryLog _log;
        private readonly int _part;
        private readonly FeedTarget _target;
        private readonly Fault _fault;
        private readonly RowSchema _schema;
        private EventReader _events;
        private int _taken;
        private int _next;

        public Part(MemoryLog log, int part, FeedTarget target, Fault fault)
        {
            (_log, _part, _target, _fault, _schema) = (log, part, target, fault, target.Schema);
            _events = new(_schema);
            _taken = fault == Fault.Remembers ? log.Remembered[part] : (int)(target.PositionOf(Name) ?? 0);
            if (log.EndsOf(part).Gone is var gone && _taken < gone)
            {
                if (fault != Fault.HidesLosses) target.Warn(new("TEST3", "records are gone", Severity: Severity.Warning));
                target.Move(Name, _taken, gone);
                _taken = gone;
            }

            _next = _taken;
            if (fault == Fault.BeginsAnew) _next = 0;
        }

        public int Lag => _log.EndsOf(_part).End - _taken;

        private string Name => $"memory {_part}";

        public FeedBatch? Read(int most)
        {
            if (_fault == Fault.KeepsDefinitions || ReferenceEquals(_events.Schema, _target.Schema)) _events.Clear();
            else _events = new(_target.Schema);
            int[] offsets = [.. Enumerable.Range(_next, Math.Min(most, _log.EndsOf(_part).End - _next))];
            if (offsets.Length == 0) return null;
            if (_fault == Fault.TurnsAround) Array.Reverse(offsets);
            var (read, skipped) = (new List<int>(), 0);
            foreach (var offset in offsets)
            {
                var record = _log.Read(_part, offset);
                if (record is null) skipped++;
                if (record is null || (record == "no event" && _fault == Fault.HidesTheUnreadable)) continue;
                _events.Read(Encoding.UTF8.GetBytes(record));
                read.Add(offset);
            }

            _next += offsets.Length;
            _log.Remembered[_part] = _next;
            var events = _events.Events;
            if (_fault == Fault.FillsOn) Task.Delay(50).ContinueWith(_ => events.AppendFrom(events, 0), TaskScheduler.Default);
            return new(events, _events.Unread, _fault == Fault.HidesTheEmpty ? 0 : skipped, new(Name, _taken, _next, _fault == Fault.NamesNoPlace ? null : index => $"part {_part} at {read[index]}"));
        }

        public void Taken() => _taken = _next;
    }
}
