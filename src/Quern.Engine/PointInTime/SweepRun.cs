using Quern.Engine.Events;
using Quern.PointInTime;
using Quern.Values;

namespace Quern.Engine.PointInTime;

/// <summary>
/// Sorts and sweeps the entities of one share on several threads. Each takes a part of the entities of one read, the heaviest first; a part so heavy that others would wait for it
/// is swept by all threads together, entity by entity and window by window.
/// </summary>
internal sealed class SweepRun(HistoryRequest request, SpineEntities[] entities, EntityShare share, ViewScan[] scans, ResultColumn[][] results, int threads)
{
    private readonly CollectedEvents[] _collected = [.. scans.Select(scan => scan.Collect())];

    public void Run(Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var pieces = Enumerable.Range(0, scans.Length).SelectMany(Pieces).OrderByDescending(piece => piece.Weight).ToArray();
        var limit = pieces.Sum(piece => piece.Weight) / (2 * threads);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        var heavy = pieces.TakeWhile(piece => piece.Weight > limit).Count();
        for (var at = 0; at < heavy; at++)
        {
            RunTogether(pieces[at], options);
            progress?.Invoke("computing", at + 1, pieces.Length);
        }

        var (next, done) = (heavy - 1, heavy);
        Parallel.For(0, threads, options, _ =>
        {
            var (parts, sweepers) = (new SortedPart?[scans.Length], new PartSweeper?[scans.Length]);
            for (var at = Interlocked.Increment(ref next); at < pieces.Length; at = Interlocked.Increment(ref next))
            {
                cancellation.ThrowIfCancellationRequested();
                var piece = pieces[at];
                var part = parts[piece.Read] ??= Part(piece.Read);
                var sweeper = sweepers[piece.Read] ??= Sweeper(piece.Read);
                part.Load(piece.Part);
                sweeper.Load(part.Sorted);
                foreach (var entity in Entities(piece))
                    for (var window = 0; window < sweeper.Windows; window++)
                        sweeper.Run(entity, window);
                var finished = Interlocked.Increment(ref done);
                progress?.Invoke("computing", finished, pieces.Length);
            }
        });
    }

    private void RunTogether(Piece piece, ParallelOptions options)
    {
        var part = Part(piece.Read);
        part.Load(piece.Part);
        var all = Entities(piece).OrderByDescending(entity => Weight(part.Events, piece.Read, entity)).ToArray();
        var next = -1;
        Parallel.For(0, threads, options, _ =>
        {
            var sweeper = Sweeper(piece.Read);
            sweeper.Load(part.Sorted);
            for (var at = Interlocked.Increment(ref next); at < all.Length * sweeper.Windows; at = Interlocked.Increment(ref next))
                sweeper.Run(all[at / sweeper.Windows], at % sweeper.Windows);
        });
    }

    private IEnumerable<Piece> Pieces(int read)
    {
        for (var part = 0; part < scans[read].Partition.Parts; part++)
        {
            var piece = new Piece(read, part, 0);
            yield return piece with { Weight = _collected[read].CountOf(part) + Entities(piece).Sum(entity => 2L * entities[read].Rows.CountOf(entity)) };
        }
    }

    // Keyed events are in one part, whatever the share.
    private IEnumerable<int> Entities(Piece piece)
    {
        var partition = scans[piece.Read].Partition;
        var (first, step) = (share.Number + (piece.Part << share.Bits), 1 << (share.Bits + partition.Bits));
        for (var entity = first; entity < entities[piece.Read].Keys.Count; entity += step) yield return entity;
    }

    private long Weight(EventTable events, int read, int entity)
    {
        var (start, end) = events.Range(entity);
        return end - start + (2L * entities[read].Rows.CountOf(entity));
    }

    private SortedPart Part(int read) => new(scans[read], _collected[read], request.AsKnown);

    private PartSweeper Sweeper(int read) => new(request.Service.Reads[read], entities[read].Rows, results[read], request.AsKnown);

    private readonly record struct Piece(int Read, int Part, long Weight);
}
