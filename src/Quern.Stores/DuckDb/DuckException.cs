namespace Quern.Stores.DuckDb;

/// <summary>DuckDB refused or failed. The message is DuckDB's own; the cause is the exception of the C# callback that failed, if one did.</summary>
internal sealed class DuckException(DuckErrorType type, string message) : Exception(message, CallbackFailures.Take(message))
{
    internal DuckException(string message)
        : this(DuckErrors.TypeOf(message), message)
    {
    }

    internal DuckErrorType Type { get; } = type;

    internal DuckErrorKind Kind { get; } = DuckErrors.Classify(type, message);
}
