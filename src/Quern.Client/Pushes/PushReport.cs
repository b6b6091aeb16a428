namespace Quern.Client.Pushes;

/// <summary>What became of events that were pushed. Never changes.</summary>
/// <param name="Accepted">How many are durable and in the next read.</param>
/// <param name="Duplicate">How many were there already.</param>
/// <param name="Late">How many of the accepted some view is without online.</param>
/// <param name="RefusedCount">How many were not taken.</param>
/// <param name="Refused">Those; of very many in one batch the first thousand.</param>
public sealed record PushReport(long Accepted, long Duplicate, long Late, long RefusedCount, IReadOnlyList<RefusedEvent> Refused)
{
    /// <summary>Of no events.</summary>
    public static PushReport Empty { get; } = new(0, 0, 0, 0, []);

    internal PushReport Plus(PushAnswer answer, long first) => new(
        Accepted + answer.Accepted,
        Duplicate + answer.Duplicate,
        Late + answer.Late,
        RefusedCount + answer.RefusedCount,
        answer.Refused.Count == 0 ? Refused : [.. Refused, .. answer.Refused.Select(item => item with { Index = first + item.Index })]);
}

/// <summary>An event that was not taken; it is among the server's dead letters.</summary>
/// <param name="Index">Its place among all that were pushed, from 0.</param>
/// <param name="Code">The code of the reason.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Event">How it begins.</param>
public sealed record RefusedEvent(long Index, string Code, string Reason, string Event);
