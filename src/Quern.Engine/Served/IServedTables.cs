namespace Quern.Engine.Served;

/// <summary>Port: where served vectors are kept, a table for each service. Called by one thread at a time.</summary>
public interface IServedTables : IDisposable
{
    /// <summary>Appends rows to the table of their service, all or none of them. Of one service numbers ascend; a number that is in the table already is not written again.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="number">The number of the batch.</param>
    /// <exception cref="QuernException">They cannot be written now.</exception>
    void Append(ServedBatch batch, long number);

    /// <summary>Keeps the table of a service easy to read. Not a condition of writing.</summary>
    /// <exception cref="QuernException">It cannot be done now.</exception>
    void Tidy(string service);
}
