namespace Quern.Engine.Streams;

/// <summary>How a stream is, since the process began.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="Events">How many events its log has, from before too.</param>
/// <param name="PerSecond">How many came in a second over the last ten seconds, whatever became of them.</param>
/// <param name="Accepted">Events taken, and so applied.</param>
/// <param name="Duplicate">Events that were there already.</param>
/// <param name="Late">Events taken that were too late for at least one view.</param>
/// <param name="Refused">Events not taken.</param>
/// <param name="Lag">How many events of the log the view that is furthest behind does not have in its indexed state; reads see them all the same.</param>
/// <param name="Visible">From the push of an event until reads see it.</param>
/// <param name="Fresh">From the event time of an event until reads see it, by the clock of the streams.</param>
public sealed record StreamVitals(string Stream, long Events, double PerSecond, long Accepted, long Duplicate, long Late, long Refused, long Lag, DelayVitals Visible, DelayVitals Fresh);

/// <summary>What half and 99 of a hundred delays did not exceed; null while there are none.</summary>
public sealed record DelayVitals(TimeSpan? P50, TimeSpan? P99);
