namespace Quern.Benchmarks.Workers;

/// <summary>
/// Workers with a core each and one Redis, by what an event costs each of them as measured: a worker makes a batch of each of its parts ready one after the other, sends each to Redis, which takes one commit after the other, and
/// waits for all before it reads on.
/// </summary>
internal static class WorkerSimulation
{
    private const int Batch = 1_000;
    private const double Span = 20;

    /// <summary>Events a second.</summary>
    /// <param name="workers">How many workers.</param>
    /// <param name="parts">How many parts they share.</param>
    /// <param name="worker">Seconds of a worker's core for an event.</param>
    /// <param name="redis">Seconds of Redis for an event.</param>
    public static double Run(int workers, int parts, double worker, double redis)
    {
        var (free, done) = (0.0, 0L);
        var ready = new PriorityQueue<(int Worker, int Part), double>();
        int[] own = [.. Enumerable.Range(0, workers).Select(number => (parts / workers) + (number < parts % workers ? 1 : 0))];
        for (var number = 0; number < workers; number++) ready.Enqueue((number, 0), worker * Batch);
        var ends = new double[workers];
        while (ready.TryDequeue(out var next, out var at) && at < Span)
        {
            // Redis takes what is sent when it is free; meanwhile the worker goes on with its next part.
            free = Math.Max(free, at) + (redis * Batch);
            ends[next.Worker] = free;
            if (free < Span) done += Batch;
            if (next.Part + 1 < own[next.Worker]) ready.Enqueue((next.Worker, next.Part + 1), at + (worker * Batch));
            else ready.Enqueue((next.Worker, 0), Math.Max(at, ends[next.Worker]) + (worker * Batch));
        }

        return done / Span;
    }
}
