using System.Collections.Concurrent;
using Quern.Engine.Audit;
using Quern.Engine.Registry;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Server.Objectives;
using Quern.Stores.Projects;
using Quern.Stores.Served;
using Quern.Stores.Sources;
using Quern.Time;

namespace Quern.Server.Audits;

/// <summary>
/// Audits what a project's services have served, again and again, on a thread of its own that works a small share of its time: each time what has become settled since the last, and no more than the
/// options allow. What it found within the last hour can be asked for. Dispose it before the stores that it reads.
/// </summary>
public sealed class SkewAudits : IDisposable
{
    private const int MostExamples = 20;
    private static readonly Duration Hour = new(3_600 * Instant.PerSecond);
    private static readonly string[] Nothing = ["QRN6201", "QRN6202", "QRN6203"];

    private readonly ProjectFolder _project;
    private readonly IRegistryStore _registry;
    private readonly IClock _clock;
    private readonly AuditOptions _options;
    private readonly TimeProvider _time;
    private readonly ServiceLevels? _levels;
    private readonly ConcurrentDictionary<string, AuditedService> _services = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _auditing = new();
    private readonly BackgroundLoop? _loop;

    /// <summary>Begins to audit.</summary>
    /// <param name="project">The project.</param>
    /// <param name="registry">Its registry.</param>
    /// <param name="clock">The server's clock.</param>
    /// <param name="options">How.</param>
    /// <param name="time">Measures how long it works.</param>
    /// <param name="levels">Counts what is found for the objectives; null when there are none.</param>
    /// <param name="inBackground">Whether a thread audits by itself; without one, <see cref="AuditAll"/> does.</param>
    public SkewAudits(ProjectFolder project, IRegistryStore registry, IClock clock, AuditOptions options, TimeProvider time, ServiceLevels? levels = null, bool inBackground = true)
    {
        (_project, _registry, _clock, _options, _time, _levels) = (project, registry, clock, options, time, levels);
        var work = new RestedWork(options.Share, time);
        _loop = inBackground ? new("audit", options.Every, () => work.Do(AuditAll), null) : null;
    }

    /// <summary>What was found of each service within the last hour, by its name.</summary>
    public IReadOnlyList<(string Service, AuditReport? Found, Finding? Trouble)> Found =>
        [.. _services.OrderBy(service => service.Key, StringComparer.Ordinal).Select(service => (service.Key, service.Value.Window.Sum(_clock.Now), service.Value.Trouble))];

    /// <summary>Audits of each service what has become settled. What cannot be audited is told, and tried again the next time.</summary>
    public void AuditAll()
    {
        lock (_auditing)
            foreach (var service in ServedHistory.Services(_project.Served))
            {
                if (_stop.IsCancellationRequested) return;
                Audit(service, _services.GetOrAdd(service, _ => new()));
            }
    }

    /// <summary>Ends what is under way, and audits no more.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _loop?.Dispose();
        _stop.Dispose();
    }

    private void Audit(string service, AuditedService audited)
    {
        var now = _clock.Now;
        try
        {
            using var versions = new AuditedVersions(_registry, service);
            if (versions.Latest() is not { } current) return;
            var settled = new Instant((now - SkewAudit.SettlesAfter(current.Plan, _options.Settle)).Microseconds + 1);
            var from = audited.To is { } to && to > settled - Hour ? to : settled - Hour;
            Directory.CreateDirectory(_project.Temporary);
            var resources = new DuckResources { Threads = 1, MemoryBytes = _options.MemoryBytes, TempFolder = _project.Temporary };
            using var history = new ServedHistory(_project.Served, service, _time, resources);
            using var reader = new ProjectReader(_project, resources);
            var request = new AuditRequest(service, new(from, settled), now) { Sample = _options.Sample, MostVectors = _options.MostVectors, Settle = _options.Settle, AsKnown = _options.AsKnown, MostTrials = 100 };
            var report = new SkewAudit(history, reader, new(1, _options.MemoryBytes), versions.Find).Run(request, current, null, _stop.Token);
            audited.Window.Add(now, report);
            _levels?.AddAudited(service, report.Values - report.Different(strict: false), report.Values);
            (audited.To, audited.Trouble) = (settled, null);
        }
        catch (QuernException e) when (e.Findings is [{ Code: var code }] && Nothing.Contains(code))
        {
            audited.Trouble = null;
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
#pragma warning disable CA1031 // Whatever it is, reads go on; it is told, and the next time may go well.
        catch (Exception e)
#pragma warning restore CA1031
        {
            audited.Trouble = AuditFindings.NotAudited(service, e);
        }
    }

    private sealed class AuditedService
    {
        public AuditWindow Window { get; } = new(Hour, MostExamples);

        /// <summary>Gets or sets up to when it was audited.</summary>
        public Instant? To { get; set; }

        public Finding? Trouble { get; set; }
    }
}
