using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Quern.Engine.Expectations;
using Quern.Planning;
using Quern.Server.Serving;
using Quern.Server.Telemetry;
using Quern.Time;

namespace Quern.Server.Materialization;

/// <summary>
/// Materializes what requests ask for, one view after the other on a thread of its own: the state has one writer. It remembers of each view how the last time went. When it is disposed, what
/// runs is stopped; its view goes on from there the next time.
/// </summary>
internal sealed partial class MaterializationQueue : IDisposable
{
    /// <summary>How many requests may wait.</summary>
    internal const int MostWaiting = 100;

    private static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(10);
    private readonly BlockingCollection<Order> _orders = new(MostWaiting);
    private readonly ConcurrentDictionary<string, ViewRun> _runs = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly ILogger _log;
    private readonly Thread _thread;

    internal MaterializationQueue(ILogger log)
    {
        _log = log;
        _thread = new(Work) { Name = "materialize", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The last run of each view, under way or over, by the views' references.</summary>
    internal IReadOnlyList<ViewRun> Runs => [.. _runs.Values.OrderBy(run => run.View, StringComparer.Ordinal)];

    /// <summary>Orders some views; null when one of them is under way already, and it is not forced. The task gives the runs when all are over, failed or not.</summary>
    /// <exception cref="QuernException">Too much waits, or the server stops.</exception>
    internal Task<IReadOnlyList<ViewRun>>? Add(ServingState state, IReadOnlyList<ViewPlan> views, Instant? from, Instant to, bool force)
    {
        lock (_lock)
        {
            if (!force && views.Any(IsUnderWay)) return null;
            var order = new Order(state, [.. views.Select(view => (view, new ViewRun(view.Reference, from, to)))]);
            if (_stop.IsCancellationRequested) throw new QuernException(ServerFindings.Stopping());
            // What is run must stay loaded until it has run, whatever is applied meanwhile; whoever orders holds it now.
            if (!state.TryHold()) throw new QuernException(ServerFindings.NotReady());
            if (!_orders.TryAdd(order))
            {
                state.Release();
                throw new QuernException(ServerFindings.TooManyMaterializations(MostWaiting));
            }

            foreach (var (_, run) in order.Runs) _runs[run.View] = run;
            return order.Done.Task;
        }
    }

    /// <summary>Whether a view is waiting or running.</summary>
    internal bool IsUnderWay(ViewPlan view) => _runs.TryGetValue(view.Reference, out var run) && run.IsUnderWay;

    /// <summary>Takes no more, and stops what runs; does not wait for that.</summary>
    internal void Stop()
    {
        lock (_lock)
        {
            _stop.Cancel();
            _orders.CompleteAdding();
        }
    }

    public void Dispose()
    {
        Stop();
        _thread.Join();
        _orders.Dispose();
        _stop.Dispose();
    }

    private void Work()
    {
        foreach (var order in _orders.GetConsumingEnumerable())
        {
            foreach (var (view, run) in order.Runs)
            {
                Run(order.State.Materializer!, view, run);
                WriteCheckpoint(order.State);
            }

            order.State.Release();
            order.Done.SetResult([.. order.Runs.Select(pair => pair.Run)]);
        }
    }

    // Nobody else could write while the view was: what came of streams meanwhile must not wait for all views.
    private static void WriteCheckpoint(ServingState state)
    {
        try
        {
            state.Heads?.WriteCheckpoint();
        }
        catch (QuernException)
        {
            // It is written in the background too, which tells what is wrong.
        }
    }

    private void Run(IViewMaterializer materializer, ViewPlan plan, ViewRun run)
    {
        var (view, to) = (run.View, run.To.ToString());
        var time = Stopwatch.StartNew();
        using var span = Spans.Source.StartActivity("materialize");
        span?.SetTag("quern.view", view);
        try
        {
            _stop.Token.ThrowIfCancellationRequested();
            run.Begin();
            LogBegin(view, to);
            var report = materializer.Run(plan, run.From, run.To, Teller(run, time), _stop.Token);
            run.End(report);
            LogEnd(view, to, Number(report.Events), Number(report.Entities), time.Elapsed.TotalSeconds);
            ExpectationMeter.Add(report.Expectations);
            foreach (var note in report.Notes(plan)) LogNote(view, note);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            run.Fail([ServerFindings.Stopping()]);
            LogFailure(view, "the server stops; the next run goes on");
        }
        catch (Exception e) when (QuernException.FindingsOf(e) is { Count: > 0 } findings)
        {
            run.Fail(findings);
            LogFailure(view, string.Join("\n", findings));
        }
#pragma warning disable CA1031 // The thread goes on with what others have ordered; whoever waits for this is told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            run.Fail([ServerFindings.Internal()]);
            LogFault(view, e);
        }

        RunMeter.AddMaterialization(view, time.Elapsed, run.Report?.Events);
        if (run.Report is null) span?.SetStatus(ActivityStatusCode.Error);
    }

    private Action<string, long, long> Teller(ViewRun run, Stopwatch time)
    {
        var (last, turn) = (time.Elapsed, new Lock());
        return (step, done, total) =>
        {
            run.Tell(step, done, total);
            if (!turn.TryEnter()) return;
            try
            {
                if (time.Elapsed - last < LogEvery) return;
                last = time.Elapsed;
                LogProgress(run.View, step, Number(done), total > 0 ? $" of {Number(total)}" : "");
            }
            finally
            {
                turn.Exit();
            }
        };
    }

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    [LoggerMessage(LogLevel.Information, "materializing {view} to {to}")]
    private partial void LogBegin(string view, string to);

    [LoggerMessage(LogLevel.Information, "materializing {view}: {step}, {done}{total}")]
    private partial void LogProgress(string view, string step, string done, string total);

    [LoggerMessage(LogLevel.Information, "materialized {view} to {to}: {events} events of {entities} entities in {seconds:0.0} s")]
    private partial void LogEnd(string view, string to, string events, string entities, double seconds);

    [LoggerMessage(LogLevel.Warning, "materialized {view}: {note}")]
    private partial void LogNote(string view, string note);

    [LoggerMessage(LogLevel.Error, "{view} was not materialized: {reason}")]
    private partial void LogFailure(string view, string reason);

    [LoggerMessage(LogLevel.Error, "QRN5000 {view} was not materialized")]
    private partial void LogFault(string view, Exception e);

    private sealed record Order(ServingState State, IReadOnlyList<(ViewPlan View, ViewRun Run)> Runs)
    {
        public TaskCompletionSource<IReadOnlyList<ViewRun>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
