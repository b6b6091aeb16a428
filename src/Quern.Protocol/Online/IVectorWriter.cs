using Quern.Values;

namespace Quern.Protocol.Online;

/// <summary>Takes the outputs of a service in their order, whatever the answer is written in.</summary>
public interface IVectorWriter
{
    /// <summary>Writes the next output, which a view gave.</summary>
    /// <param name="values">The values.</param>
    /// <param name="read">Which of the service's reads it is from.</param>
    /// <param name="eventTimes">The read's event times by row, in microseconds; may be longer than the request has rows.</param>
    void Feature(ResultColumn values, int read, ReadOnlySpan<long> eventTimes);

    /// <summary>Writes the next output, which a lookup gave.</summary>
    /// <param name="values">The values.</param>
    /// <param name="lookup">Which of the service's lookups it is from.</param>
    /// <param name="eventTimes">The lookup's event times by row, in microseconds; may be longer than the request has rows.</param>
    void Lookup(ResultColumn values, int lookup, ReadOnlySpan<long> eventTimes);

    /// <summary>Writes the next output, which was computed on demand.</summary>
    void OnDemand(ResultColumn values);
}
