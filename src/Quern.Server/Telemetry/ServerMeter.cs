using System.Diagnostics.Metrics;
using Quern.Engine.Audit;
using Quern.Server.Objectives;
using Quern.Server.Serving;

namespace Quern.Server.Telemetry;

/// <summary>
/// Tells whoever asks the meter <c>Quern.Server</c> how a server stands: how old what it serves is, how far its feeds are behind, and what audits found within the last hour. What there is nothing to
/// tell of any more, such as a view that is gone, is told as not a number, for collectors go on with the last value of what is not told.
/// </summary>
internal sealed class ServerMeter : IDisposable
{
    private readonly Meter _meter = new("Quern.Server");
    private readonly ServingStates _states;
    private readonly ServerOptions _options;
    private readonly HashSet<string> _views = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pausable = new(StringComparer.Ordinal);

    internal ServerMeter(ServingStates states, ServerOptions options)
    {
        (_states, _options) = (states, options);
        _meter.CreateObservableGauge("quern.view.freshness", () => Views((to, now) => to is { } at ? (now - at).TotalSeconds : double.NaN), "s", "Since the instant up to which a view is materialized; views of streams are never behind");
        _meter.CreateObservableGauge("quern.view.online", () => Views((to, _) => to is null ? 0 : 1), null, "1 where a view has been materialized, 0 where it never was");
        _meter.CreateObservableGauge("quern.view.paused", Paused, null, "1 where a view is paused, 0 where it is written");
        _meter.CreateObservableGauge("quern.feed.lag", Feeds, "{record}", "Records of a feed's log beyond what was taken");
        if (options.Levels is { } levels)
        {
            _meter.CreateObservableGauge("quern.objective.budget", () => levels.Reports.Select(report => Measure(report.BudgetLeft, "objective", report.Objective.Name)), "1", "The share of an objective's allowed failures of four weeks that is left; below 0 when its target is missed");
            _meter.CreateObservableGauge("quern.objective.burn", () => Burns(levels), "1", "How fast an objective's failures use up what is allowed, by window: 1 would use it up in four weeks; 0 while it is not too fast over the whole and the last part of the window");
        }

        if (options.Drift is { } drift)
        {
            _meter.CreateObservableGauge("quern.drift.faults", () => drift.Found.Sources.Select(source => Measure(source.Buckets is [.., var last] ? last.Incidents.Count(incident => incident.IsFault) : 0, "source", source.Source)), "{fault}", "Faults of a source's data in its last bucket that is over");
            _meter.CreateObservableGauge("quern.expectation.unmet", () => drift.Found.Sources.Select(source => Measure(source.Expectations.Count(expected => expected.IsOpen), "source", source.Source)), "{expectation}", "Expectations of a source's rows of the last day that warn or pause and are not met");
            _meter.CreateObservableGauge("quern.feature.unmet", () => drift.Found.Views.Select(view => Measure(view.Expectations.Count(expected => expected.IsOpen), "view", view.View)), "{expectation}", "Expectations of a view's features that warn or pause and are not met");
            _meter.CreateObservableGauge("quern.drift.features", () => drift.Found.Services.Select(service => Measure(service.Buckets is [.., var last] ? last.Drifted : 0, "service", service.Service)), "{feature}", "Features of a service that are not as their reference in its last bucket that is over");
        }

        if (options.Audits is null) return;
        _meter.CreateObservableGauge("quern.audit.mismatch", Mismatches, "1", "The share of the values audited within the last hour that differ from history, by cause");
        _meter.CreateObservableGauge("quern.audit.rows", () => Audits(found => found?.Counts.Compared ?? 0), "{row}", "Served rows compared with history within the last hour");
        _meter.CreateObservableGauge(
            "quern.audit.trouble", () => _options.Audits!.Found.Select(of => Measure(of.Trouble is null ? 0.0 : 1, "service", of.Service)), null, "1 where what a service served cannot be audited now");
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<T> Measure<T>(T value, string tag, string name)
        where T : struct => new(value, new KeyValuePair<string, object?>(tag, name));

    private List<Measurement<double>> Views(Func<Quern.Time.Instant?, Quern.Time.Instant, double> value) => ByView(_views, state =>
    {
        var now = _options.Clock.Now;
        return state.Here.Views.Values.Where(view => view.Definition.Source.Stream is null).ToDictionary(view => view.Reference, view => value(state.CompleteTo(view, now), now), StringComparer.Ordinal);
    });

    private List<Measurement<double>> Paused() => ByView(_pausable, state =>
    {
        var pauses = state.Pauses;
        return state.Here.Views.Keys.ToDictionary(view => view, view => pauses.ContainsKey(view) ? 1.0 : 0, StringComparer.Ordinal);
    });

    // A view that is gone has no value any more, which must be said of what was told before.
    private List<Measurement<double>> ByView(HashSet<string> known, Func<ServingState, IReadOnlyDictionary<string, double>> read)
    {
        if (_states.Hold() is not { } state) return [];
        try
        {
            var current = read(state);
            lock (known)
            {
                known.UnionWith(current.Keys);
                return [.. known.Select(view => Measure(current.GetValueOrDefault(view, double.NaN), "view", view))];
            }
        }
        finally
        {
            state.Release();
        }
    }

    private static IEnumerable<Measurement<double>> Burns(ServiceLevels levels) =>
        from report in levels.Reports
        from burn in report.Burns
        select new Measurement<double>(burn.IsOn ? burn.Rate : 0, new("objective", report.Objective.Name), new("window", burn.Name));

    private List<Measurement<double>> Feeds()
    {
        if (_states.Hold() is not { } state) return [];
        try
        {
            return [.. state.Feeds.Select(feed => Measure(feed.Lag ?? double.NaN, "stream", feed.Stream))];
        }
        finally
        {
            state.Release();
        }
    }

    private IEnumerable<Measurement<long>> Audits(Func<AuditReport?, long> value) => _options.Audits!.Found.Select(of => Measure(value(of.Found), "service", of.Service));

    private IEnumerable<Measurement<double>> Mismatches() =>
        from of in _options.Audits!.Found
        from cause in Enum.GetValues<SkewCause>()
        select new Measurement<double>(Share(of.Found, cause), new("service", of.Service), new("cause", cause.Name()));

    private static double Share(AuditReport? report, SkewCause cause) => report?.Values is > 0 and var values
        ? report.Rates.Where(rate => rate.Cause == cause).Sum(rate => rate.Values) / (double)values
        : double.NaN;
}
