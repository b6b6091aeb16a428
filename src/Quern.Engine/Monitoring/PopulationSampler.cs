using Quern.Drift;
using Quern.Engine.TrainingSets;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Monitoring;

/// <summary>
/// Reads a training set to learn what its sub-populations are like. A block has few rows of a small one, so all rows are looked at as long as that is not too much work, beyond it a sample that the hash of a
/// row's place decides.
/// </summary>
/// <param name="fields">What is looked at, and what divides the rows.</param>
/// <param name="width">How long a block is.</param>
public sealed class PopulationSampler(PopulationFields fields, Duration width)
{
    // Some seconds of work.
    private const long MostValues = 1 << 26;
    private const long LeastRows = 1 << 17;
    private const int MostLoaded = 1 << 22;
    private const int LeastLoaded = 1 << 12;

    // Of each field: some megabytes.
    private const int MostFigures = 1 << 15;

    /// <summary>About how many rows are looked at, at most. Default: as many as take some seconds, at least 131,072.</summary>
    public long MostRows { get; init; } = Math.Max(LeastRows, MostValues / Math.Max(1, (long)fields.By.Count * fields.Measured.Count));

    /// <summary>Learns.</summary>
    /// <param name="rows">The training set's rows.</param>
    /// <param name="time">The column of their instants.</param>
    /// <param name="isInPart">Whether rows in which no feature has a value are left out: nothing was served for them.</param>
    /// <param name="progress">Told what is done: the step, how much of it is done, how much there is.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="QuernException">A column is missing or cannot be read.</exception>
    public IReadOnlyList<PopulationReference> Run(ISpine rows, string time, bool isInPart, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var all = rows.Count(cancellation);
        var limit = all <= MostRows ? ulong.MaxValue : (ulong)(ulong.MaxValue * ((double)MostRows / all));
        RequestField[] wanted = [new(time, ValueKind.Timestamp), .. fields.By, .. fields.Measured];
        var (gathered, blocks) = (new PopulationBlocks([.. fields.By.Select(field => field.Name)], [.. fields.Measured.Select(field => field.Name)]), new Dictionary<long, int>());
        var part = Math.Max(LeastLoaded, MostLoaded / wanted.Length);
        for (var first = 0L; first < all; first += part)
        {
            progress?.Invoke($"profiling {rows.Name}", first, all);
            var loaded = rows.Load(wanted, first, (int)Math.Min(part, all - first), cancellation);
            var (of, taken) = (new List<int>(), new List<int>());
            var (times, measured) = ((Int64Column)loaded[0], loaded.Skip(1 + fields.By.Count).ToArray());
            Column[] features = [.. measured.Where((_, place) => fields.Features.Contains(fields.Measured[place].Name))];
            for (var row = 0; row < times.Count; row++)
            {
                if ((limit != ulong.MaxValue && StableHash.Of(first + row) >= limit) || times.IsNull(row) || (isInPart && features.All(column => column.IsNull(row)))) continue;
                var start = Buckets.StartOf(new(times.Values[row]), width).Microseconds;
                if (!blocks.TryGetValue(start, out var block)) blocks.Add(start, block = blocks.Count);
                of.Add(block);
                taken.Add(row);
            }

            gathered.Add([.. loaded.Skip(1).Take(fields.By.Count)], measured, [.. taken], [.. of]);
        }

        return gathered.Learn(MostFigures);
    }
}
