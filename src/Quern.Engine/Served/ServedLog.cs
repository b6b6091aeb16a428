using System.Collections.Concurrent;
using Quern.Engine.Streams;
using Quern.Planning;

namespace Quern.Engine.Served;

/// <summary>
/// The log of served vectors. Reads copy what they answered into bounded memory (<see cref="ServedRecorder"/>); a thread of its own writes that into tables every few seconds. Storage that fails is
/// tried again, the rows wait meanwhile, and those for which there is no room any more are dropped and counted: no read waits, and none fails. Dispose it after the server: what waits is written then.
/// </summary>
public sealed class ServedLog : IDisposable
{
    private readonly IServedTables _tables;
    private readonly ServedLogOptions _options;
    private readonly ServedPages _pages;
    private readonly ConcurrentDictionary<ServedRecorder, bool> _recorders = new();
    private readonly ConcurrentDictionary<string, ServiceTally> _tallies = new(StringComparer.Ordinal);
    private readonly Queue<ServedParcel> _parcels = new();
    private readonly Lock _writing = new();
    private readonly ServedLogMeter _meter;
    private readonly BackgroundLoop? _loop;
    private long _next = 1;
    private volatile Finding? _trouble;

    /// <summary>A log.</summary>
    /// <param name="tables">Where the rows go; disposed with it.</param>
    /// <param name="options">What is logged.</param>
    /// <param name="time">Measures how long writing takes.</param>
    /// <param name="inBackground">Whether a thread writes by itself; without one, <see cref="Write"/> does.</param>
    public ServedLog(IServedTables tables, ServedLogOptions options, TimeProvider time, bool inBackground = true)
    {
        (_tables, _options) = (tables, options);
        _pages = new(options.QueueBytes);
        _meter = new(() => Counts, () => WaitingBytes);
        var work = new RestedWork(options.WriterShare, time);
        _loop = inBackground ? new("served", options.WriteEvery, () => work.Do(Write), null) : null;
    }

    /// <summary>What became of the rows of each service, by its name.</summary>
    public IReadOnlyList<ServiceCounts> Counts => [.. _tallies.Values.Select(tally => tally.Counts).OrderBy(counts => counts.Service, StringComparer.Ordinal)];

    /// <summary>Told what is wrong when storage begins to fail, null when it works again, and what is lost in the end. Default: nobody.</summary>
    public Action<Finding?>? Tell { get; set; }

    /// <summary>How much memory is taken by rows that wait to be written.</summary>
    public long WaitingBytes => _pages.Bytes;

    /// <summary>Why rows cannot be written now; null while they can.</summary>
    public Finding? Trouble => _trouble;

    /// <summary>Services that are named to be logged and are not among those given.</summary>
    public IEnumerable<string> Missing(IEnumerable<string> services) => _options.Services.Keys.Except(services).Order(StringComparer.Ordinal);

    /// <summary>Begins to log a service in a version of the registry; null when it is not logged. To be closed when that version is read no more.</summary>
    /// <param name="service">The service.</param>
    /// <param name="version">The version.</param>
    /// <param name="plan">The service as that version has it.</param>
    /// <param name="code">The content hash of the version's compiled definitions; empty where it is not known.</param>
    public ServedRecorder? Open(string service, string version, ServicePlan plan, string code = "")
    {
        var share = _options.SampleOf(service);
        if (share <= 0) return null;
        var tally = _tallies.GetOrAdd(service, name => new(name) { Sample = share });
        var recorder = new ServedRecorder(new(service, version, plan) { Code = code }, new(share), _pages, tally, _options.Slots);
        _recorders[recorder] = true;
        return recorder;
    }

    /// <summary>Ends what <see cref="Open"/> began; what it took is written with the rest.</summary>
    public void Close(ServedRecorder recorder)
    {
        _recorders.TryRemove(recorder, out _);
        recorder.Seal();
    }

    /// <summary>Writes what waits. Storage that fails is told, and what could not be written waits on.</summary>
    public void Write()
    {
        lock (_writing)
        {
            foreach (var recorder in _recorders.Keys) recorder.Seal();
            var pages = new List<ServedPage>();
            while (_pages.Next() is { } page) pages.Add(page);
            foreach (var parcel in ServedParcel.Pack(pages, ref _next)) _parcels.Enqueue(parcel);
            WriteParcels();
        }
    }

    /// <summary>Writes what waits, once; what cannot be written then is lost, and told.</summary>
    public void Dispose()
    {
        _loop?.Dispose();
        Write();
        if (_parcels.Count > 0)
        {
            var lost = _parcels.Sum(parcel => parcel.Rows);
            foreach (var parcel in _parcels) parcel.Of.Tally.Drop(parcel.Rows);
            Tell?.Invoke(ServedFindings.Lost(lost, _trouble));
        }

        _meter.Dispose();
        _tables.Dispose();
    }

    // In their order; of a service whose table fails none after the first, for numbers ascend.
    private void WriteParcels()
    {
        var (failed, failure) = (new HashSet<string>(StringComparer.Ordinal), (Finding?)null);
        for (var left = _parcels.Count; left > 0; left--)
        {
            var parcel = _parcels.Dequeue();
            if (!failed.Contains(parcel.Of.Shape.Service))
            {
                if (TryWrite(parcel) is not { } finding) continue;
                failure ??= finding;
                failed.Add(parcel.Of.Shape.Service);
            }

            _parcels.Enqueue(parcel);
        }

        if (failure is null == _trouble is null) return;
        _trouble = failure;
        Tell?.Invoke(failure);
    }

    // Null when it is written, and its pages given back.
    private Finding? TryWrite(ServedParcel parcel)
    {
        try
        {
            _tables.Append(ServedBatch.Of(parcel.Of.Shape, parcel.Pages), parcel.Number);
        }
#pragma warning disable CA1031 // Whatever storage does, reads go on; it is told, and tried again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return ServedFindings.NotWritten(parcel.Of.Shape.Service, e);
        }

        parcel.Of.Tally.Write(parcel.Rows);
        foreach (var page in parcel.Pages) _pages.Return(page);
        Tidy(parcel.Of.Shape.Service);
        return null;
    }

    private void Tidy(string service)
    {
        try
        {
            _tables.Tidy(service);
        }
#pragma warning disable CA1031 // The rows are written: a table that is not tidy is told, and no more.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Tell?.Invoke(ServedFindings.NotTidied(service, e));
        }
    }
}
