using Quern.Engine.Streams;

namespace Quern.Engine.Served;

/// <summary>How served vectors are logged.</summary>
public sealed record ServedLogOptions
{
    /// <summary>The share of join keys, from 0 to 1, that is logged of services that <see cref="Services"/> does not name. Default: 0, nothing.</summary>
    public double Sample { get; init; }

    /// <summary>The share for each of some services, by name. Default: none.</summary>
    public IReadOnlyDictionary<string, double> Services { get; init; } = new Dictionary<string, double>();

    /// <summary>How many bytes of rows may wait to be written; beyond it rows are dropped and counted. Default: 64 MiB.</summary>
    public long QueueBytes { get; init; } = 64 << 20;

    /// <summary>How long rows wait before they are written. Default: 5 seconds.</summary>
    public TimeSpan WriteEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The share of its time that the one thread which writes may work; it rests for the remainder, so that reads keep the processors. Default: a twentieth of the machine's processors, at most all of one.
    /// </summary>
    public double WriterShare { get; init; } = RestedWork.UsualShare;

    /// <summary>How many pages of a service may be filled at once.</summary>
    internal int Slots { get; init; } = Environment.ProcessorCount;

    /// <summary>The share that is logged of a service.</summary>
    public double SampleOf(string service) => Services.GetValueOrDefault(service, Sample);
}
