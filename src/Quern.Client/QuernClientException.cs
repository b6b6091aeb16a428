using Quern.Client.Pushes;

namespace Quern.Client;

/// <summary>The server refused a request, could not be reached, or could not make a training set.</summary>
public sealed class QuernClientException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="status">The HTTP status; 0 where no answer was a refusal.</param>
    /// <param name="findings">What is wrong; at least one.</param>
    /// <param name="cause">What was thrown here, if anything was.</param>
    public QuernClientException(int status, IReadOnlyList<Finding> findings, Exception? cause = null)
        : base(string.Join("; ", findings), cause) => (Status, Findings) = (status, findings);

    /// <summary>Gets the HTTP status; 0 where no answer was a refusal: the server cannot be reached, or a run failed.</summary>
    public int Status { get; }

    /// <summary>Gets everything that is wrong; never empty.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>Gets whether the same request may go well later: the server cannot be reached, is busy (429) or not ready (503).</summary>
    public bool IsPassing => Status is 429 or 503 || Findings[0].Code == ClientErrors.Unreachable;

    /// <summary>Gets how long the server asks to wait; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets what became of the events that were pushed before; null for anything but a push.</summary>
    public PushReport? Report { get; init; }
}
