using Quern.Stores.Delta;

namespace Quern.Stores.Tests.Delta;

/// <summary>
/// Random sequences of appends, overlapping appends, compactions, vacuums, re-openings and what crashes leave behind, by two writers, against the plainest model: which numbers are in the table at each version.
/// </summary>
public sealed class DeltaModelTests
{
    private const int Steps = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Table_HoldsAtEachVersion_WhatTheModelHolds(int seed)
    {
        using var run = new Run(seed);
        for (var step = 0; step < Steps; step++) run.Step();
        run.CheckAll();
    }

    private sealed class Run : IDisposable
    {
        private readonly Random _random;
        private readonly DeltaScratch _scratch = new();
        private readonly DeltaOptions _options = new() { CheckpointEvery = 5 };
        private readonly bool _byDay;
        private readonly DeltaTable?[] _writers = new DeltaTable?[2];
        private readonly List<(DeltaAppender Appender, long[] Ids)> _open = [];
        private readonly List<long[]> _versions = [[]];
        private readonly Dictionary<string, long> _transactions = [];
        private readonly List<string> _log = [];
        private long _next;
        private int _firstWithFiles;

        public Run(int seed)
        {
            _random = new Random(seed);
            _byDay = seed % 2 == 0;
            foreach (var i in new[] { 0, 1 }) _writers[i] = Create();
        }

        private DeltaTable Writer => _writers[_random.Next(2)]!;

        public void Step()
        {
            switch (_random.Next(14))
            {
                case < 5: Append(); break;
                case 5: BeginAppend(); break;
                case 6 or 7: EndAppend(); break;
                case 8 or 9: Compact(); break;
                case 10: Reopen(); break;
                case 11 or 12: Crash(); break;
                default: Vacuum(); break;
            }

            Check(_versions.Count - 1);
        }

        public void CheckAll()
        {
            for (var version = _firstWithFiles; version < _versions.Count; version++) Check(version);
        }

        public void Dispose()
        {
            foreach (var (appender, _) in _open) appender.Dispose();
            foreach (var writer in _writers) writer?.Dispose();
            _scratch.Dispose();
        }

        private DeltaTable Create() => _scratch.Create(_byDay, _options);

        private void Append()
        {
            var (batch, ids) = Rows();
            using var appender = Writer.BeginAppend();
            appender.Add(batch, TestContext.Current.CancellationToken);
            Commit(appender, ids);
        }

        private void BeginAppend()
        {
            var (batch, ids) = Rows();
            var appender = _writers[0]!.BeginAppend();
            appender.Add(batch, TestContext.Current.CancellationToken);
            _open.Add((appender, ids));
        }

        private void EndAppend()
        {
            if (_open.Count == 0) return;
            var (appender, ids) = _open[^1];
            _open.RemoveAt(_open.Count - 1);
            if (_random.Next(3) > 0) Commit(appender, ids);
            appender.Dispose();
        }

        // Versions of a transaction sometimes come again, as after a crash before the answer.
        private void Commit(DeltaAppender appender, long[] ids)
        {
            DeltaTransaction? transaction = null;
            if (_random.Next(3) > 0)
            {
                var app = $"app{_random.Next(2)}";
                transaction = new(app, _transactions.GetValueOrDefault(app) + _random.Next(-1, 3));
            }

            var isNew = transaction is not { } wanted || !_transactions.TryGetValue(wanted.AppId, out var last) || wanted.Version > last;
            var commit = appender.Commit(transaction, TestContext.Current.CancellationToken);
            _log.Add($"commit {ids.Length} rows as {transaction}: {commit}");
            commit.IsNew.ShouldBe(isNew, Story());
            if (!isNew) return;
            if (transaction is { } made) _transactions[made.AppId] = made.Version;
            _versions.Add([.. _versions[^1], .. ids]);
            commit.Version.ShouldBe(_versions.Count - 1, Story());
        }

        private void Compact()
        {
            var done = Writer.Compact(TestContext.Current.CancellationToken);
            _log.Add($"{done}");
            if (done.FilesBefore > 0) _versions.Add(_versions[^1]);
        }

        private void Reopen()
        {
            // Appenders belong to the first.
            _log.Add("reopen");
            _writers[1]!.Dispose();
            _writers[1] = Create();
        }

        private void Vacuum()
        {
            // Eight days later; the files on the disk are as old as the clock was.
            foreach (var file in _scratch.DataFiles()) File.SetLastWriteTimeUtc(Path.Combine(_scratch.Table, file), _scratch.Clock.Now.UtcDateTime);
            if (_open.Count > 0) return;
            _scratch.Clock.Now += TimeSpan.FromDays(8);
            _log.Add($"{Writer.Vacuum()}");
            _firstWithFiles = _versions.Count - 1;
            _scratch.DataFiles().Length.ShouldBe(_writers[0]!.Snapshot().FileCount, Story());
        }

        // What a process leaves that dies: before the file is whole, before the commit, in the commit, before the checkpoint, in the checkpoint, before the hint.
        private void Crash()
        {
            var version = _versions.Count;
            var kind = _random.Next(6);
            _log.Add($"crash {kind}");
            switch (kind)
            {
                case 0:
                    File.WriteAllBytes(Path.Combine(_scratch.Table, $"part-{Guid.NewGuid()}.zstd.parquet"), [80, 65, 82, 49, 0]);
                    break;
                case 1:
                    var (batch, _) = Rows();
                    _writers[1]!.WriteRows(batch, new[] { 0 }, _byDay ? "2001-03-01" : null, TestContext.Current.CancellationToken);
                    break;
                case 2:
                    File.WriteAllText(Path.Combine(_scratch.Log, $".{version:D20}.json.{Guid.NewGuid():N}.tmp"), "{\"commitInfo\":{\"time");
                    break;
                case 3 when LastCheckpoint() is { } checkpoint:
                    File.Delete(checkpoint);
                    break;
                case 4:
                    File.WriteAllText(Path.Combine(_scratch.Log, $".{version:D20}.checkpoint.parquet.{Guid.NewGuid():N}.tmp"), "PAR1");
                    break;
                default:
                    File.Delete(Path.Combine(_scratch.Log, "_last_checkpoint"));
                    break;
            }
        }

        private string? LastCheckpoint() => Directory.EnumerateFiles(_scratch.Log, "0*.checkpoint.parquet").Max(StringComparer.Ordinal);

        private (Quern.Schema.EventBatch Batch, long[] Ids) Rows()
        {
            long[] ids = [.. Enumerable.Range(0, _random.Next(1, 20)).Select(_ => _next++)];
            return (DeltaScratch.Batch(ids.Select(id => ($"2001-03-0{_random.Next(1, 4)}T0{_random.Next(10)}:00:00Z", id, id % 3 == 0 ? null : $"text {id}"))), ids);
        }

        private void Check(int version)
        {
            _scratch.Ids(version).ShouldBe(_versions[version].Order().ToArray(), Story());
            _writers[0]!.Snapshot(version).Rows.ShouldBe(_versions[version].Length, Story());
        }

        private string Story() => string.Join('\n', _log);
    }
}
