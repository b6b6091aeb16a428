using Quern.Definitions;
using Quern.Engine.Events;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Values;

namespace Quern.Engine.Expectations;

/// <summary>Measures on history which rows a change of filters and of expectations that reject would leave out: each source whose rules changed is read once, and each row asked by the rules before and after.</summary>
public static class DropCheck
{
    /// <summary>What would be left out; nothing where no rule has changed.</summary>
    /// <param name="before">What is registered.</param>
    /// <param name="after">What would be.</param>
    /// <param name="reader">Reads the sources.</param>
    /// <param name="progress">Told what is done: the step, how much of it is done, how much there is.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="QuernException">A source cannot be read. Rows that cannot are passed over.</exception>
    public static IReadOnlyList<DroppedRows> Run(RepositoryDefinition before, RepositoryDefinition after, ISourceReader reader, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var dropped = new List<DroppedRows>();
        foreach (var changes in Changes(before, after).GroupBy(change => change.After.Source.Name))
        {
            var source = changes.First().After.Source;
            var (read, total) = (0L, progress is null ? 0 : reader.EstimateRows(source));
            var scan = new Scan([.. changes], count => progress?.Invoke($"measuring {source.Name}", Interlocked.Add(ref read, count), total));
            reader.Scan(new(source, scan.Fields, null, new BadRows(BadRowPolicy.Quarantine)), scan, cancellation);
            dropped.AddRange(scan.Dropped().Where(one => one.Dropped > 0));
        }

        return dropped;
    }

    private static IEnumerable<Change> Changes(RepositoryDefinition before, RepositoryDefinition after)
    {
        foreach (var source in after.Sources)
            if (before.Sources.FirstOrDefault(other => other.Name == source.Name) is { } old && AreRulesOther(old, source))
                yield return new("source", source.Name, Before(old, null, source), new(source, null));
        foreach (var view in after.Views)
            if (view.Filter is not null && before.Views.FirstOrDefault(other => other.Reference == view.Reference) is { } old && old.Source.Name == view.Source.Name && old.Filter?.Text != view.Filter.Text)
                yield return new("view", view.Reference, Before(old.Source, old.Filter, view.Source), new(view.Source, view.Filter));
    }

    private static bool AreRulesOther(SourceDefinition old, SourceDefinition source) =>
        (source.Filter is not null && old.Filter?.Text != source.Filter.Text) || source.Rejections.Select(unmet => unmet.Text).Except(old.Rejections.Select(unmet => unmet.Text)).Any();

    // The rules of before are asked of rows as they are read now. Where what they read stands elsewhere, or is gone, every row is taken to have counted.
    private static Rules Before(SourceDefinition old, RowExpression? viewFilter, SourceDefinition source)
    {
        var rules = new Rules(old, viewFilter);
        var isReadable = rules.Fields.All(field => field < source.Schema.Fields.Count && source.Schema.Fields[field] == old.Schema.Fields[field]);
        return isReadable ? rules : new(source with { Filter = null, Expectations = [] }, null);
    }

    private sealed record Rules(SourceDefinition Source, RowExpression? ViewFilter)
    {
        public IEnumerable<int> Fields => Source.Rejections.Append(Source.Filter).Append(ViewFilter).OfType<RowExpression>().SelectMany(rule => rule.Fields);
    }

    private sealed record Change(string Thing, string Name, Rules Before, Rules After);

    /// <summary>Asks the rows of a batch why they do not count; for one thread.</summary>
    private sealed class Asker(Rules rules)
    {
        private readonly RowChecker? _checker = RowChecks.Rejecting(rules.Source)?.Open();
        private readonly string _sourceFilter = $"Where {rules.Source.Filter}";
        private readonly string _viewFilter = $"Where {rules.ViewFilter}";
        private Column? _source;
        private Column? _view;

        public void Take(EventBatch batch)
        {
            _checker?.Take(batch);
            _source = rules.Source.Filter?.Evaluate(batch, _ => true, (_, _) => { });
            _view = rules.ViewFilter?.Evaluate(batch, _ => true, (_, _) => { });
        }

        /// <summary>What leaves a row out, with the fields that it reads and why it cannot be computed; null where the row counts.</summary>
        public (string Condition, IReadOnlyList<int> Fields, string? Trouble)? WhyNot(int row)
        {
            if (!SelectedRows.Passes(_source, row)) return (_sourceFilter, rules.Source.Filter!.Fields, null);
            if (_checker is not null && _checker.Rejections.TryGetValue(row, out var rejected)) return ($"'{rejected.Expectation.Name}'", rejected.Expectation.Condition.Fields, rejected.Trouble);
            return SelectedRows.Passes(_view, row) ? null : (_viewFilter, rules.ViewFilter!.Fields, null);
        }
    }

    private sealed class Scan(Change[] changes, Action<long> progress) : IScanSink
    {
        private readonly List<Worker> _workers = [];

        public IReadOnlyList<int> Fields { get; } = [.. changes.SelectMany(change => change.Before.Fields.Concat(change.After.Fields).Concat(change.After.Source.EventTime.Fields)).Distinct().Order()];

        public IBatchSink Open()
        {
            var worker = new Worker(changes, progress);
            lock (_workers) _workers.Add(worker);
            return worker;
        }

        public IEnumerable<DroppedRows> Dropped() => changes.Select((change, i) =>
        {
            var causes = _workers.SelectMany(worker => worker.Causes[i]).GroupBy(cause => cause.Key, cause => cause.Value)
                .Select(cause => new DropCause(cause.Key, cause.Sum(one => one.Rows), cause.Select(one => one.First).MinBy(first => (first.Time, first.Values))!))
                .OrderByDescending(cause => cause.Rows).ThenBy(cause => cause.Condition, StringComparer.Ordinal).ToArray();
            return new DroppedRows(change.Thing, change.Name, _workers.Sum(worker => worker.Rows[i]), causes.Sum(cause => cause.Rows), causes);
        });
    }

    private sealed class Worker(Change[] changes, Action<long> progress) : IBatchSink
    {
        private readonly (Asker Before, Asker After)[] _askers = [.. changes.Select(change => (new Asker(change.Before), new Asker(change.After)))];

        /// <summary>Gets how many rows count now, by change.</summary>
        public long[] Rows { get; } = new long[changes.Length];

        /// <summary>Gets how many of them would not, by change and by what leaves them out.</summary>
        public Dictionary<string, (long Rows, FailedRow First)>[] Causes { get; } = [.. changes.Select(_ => new Dictionary<string, (long, FailedRow)>(StringComparer.Ordinal))];

        public void Take(EventBatch batch)
        {
            var times = (Int64Column)changes[0].After.Source.EventTime.Evaluate(batch);
            for (var i = 0; i < changes.Length; i++)
            {
                var (before, after) = _askers[i];
                before.Take(batch);
                after.Take(batch);
                for (var row = 0; row < batch.Count; row++)
                {
                    if (before.WhyNot(row) is not null) continue;
                    Rows[i]++;
                    if (after.WhyNot(row) is { } why) Add(Causes[i], why, batch, row, times);
                }
            }

            progress(batch.Count);
        }

        private static void Add(Dictionary<string, (long Rows, FailedRow First)> causes, (string Condition, IReadOnlyList<int> Fields, string? Trouble) why, EventBatch batch, int row, Int64Column times)
        {
            var known = causes.TryGetValue(why.Condition, out var cause);
            var time = new Time.Instant(times.Values[row]);
            var first = known && cause.First.Time <= time ? cause.First : new(time, batch.File, batch.NumberOf(row), ExpectationTally.Text(why.Fields, batch, row), why.Trouble);
            causes[why.Condition] = (cause.Rows + 1, first);
        }
    }
}
