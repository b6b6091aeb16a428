using Quern.Engine.Online;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Serving;

/// <summary>One vector as it is served, with what it was made of.</summary>
public sealed class OnlineExplanation
{
    private OnlineExplanation(VectorBatch batch, ReadTrace trace, OnlineVectors vectors, IReadOnlyList<Finding> refusals)
    {
        (Batch, Trace, Refusals) = (batch, trace, refusals);
        States = [.. batch.Service.Reads.Select((_, read) => vectors.StateOf(read))];
        LookupStates = [.. batch.Service.Lookups.Select((_, lookup) => vectors.LookupState(lookup))];
    }

    /// <summary>The values, of one row; those of views that could not be read are not found.</summary>
    public VectorBatch Batch { get; }

    /// <summary>What was taken of online state.</summary>
    public ReadTrace Trace { get; }

    /// <summary>For each read, what the store holds of its view; null when it knows nothing of it.</summary>
    public IReadOnlyList<ViewState?> States { get; }

    /// <summary>For each lookup, what the store holds of the view that is looked up; null when it knows nothing of it.</summary>
    public IReadOnlyList<ViewState?> LookupStates { get; }

    /// <summary>Why the vector cannot be served; empty when it can.</summary>
    public IReadOnlyList<Finding> Refusals { get; }

    /// <summary>Reads one vector.</summary>
    /// <param name="vectors">Reads it, and keeps its trace from now on.</param>
    /// <param name="service">The service.</param>
    /// <param name="keys">The columns named by the service's join keys, in that order, of one row.</param>
    /// <param name="requests">The columns named by the service's request fields, in that order, of one row.</param>
    /// <param name="t">The instant.</param>
    public static OnlineExplanation Read(OnlineVectors vectors, ServicePlan service, IReadOnlyList<Column> keys, IReadOnlyList<Column> requests, Instant t)
    {
        var (batch, trace) = (new VectorBatch(service), vectors.StartTrace());
        IReadOnlyList<Finding> refusals = [];
        try
        {
            vectors.Read(keys, requests, 1, t, batch);
        }
        catch (QuernException e)
        {
            refusals = e.Findings;
        }

        return new(batch, trace, vectors, refusals);
    }
}
