using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Serving;

/// <summary>Reads the vectors of one service from online state. For one thread at a time; a server keeps a pool of them.</summary>
public interface IVectorSource
{
    /// <summary>Reads the features for some keys at an instant, which is the same for all.</summary>
    /// <param name="joinKeys">The columns named by the service's join keys, in that order; a null part makes every feature of its views null.</param>
    /// <param name="requests">The columns named by the service's request fields, in that order.</param>
    /// <param name="rows">How many rows each column has.</param>
    /// <param name="t">The instant.</param>
    /// <param name="batch">Where the values go; a batch of the same service.</param>
    /// <exception cref="QuernException">A view has no online state, or its state cannot answer for an instant so early; the finding says what would.</exception>
    void Read(IReadOnlyList<Column> joinKeys, IReadOnlyList<Column> requests, int rows, Instant t, VectorBatch batch);

    /// <summary>As the other, step by step, each told of when it is done; it ends when it is cut off. A source that knows of no steps is one.</summary>
    void Read(IReadOnlyList<Column> joinKeys, IReadOnlyList<Column> requests, int rows, Instant t, VectorBatch batch, ReadProgress progress)
    {
        Read(joinKeys, requests, rows, t, batch);
        progress.CompleteAll();
    }
}
