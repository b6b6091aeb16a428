using System.Text.Json.Nodes;

namespace Quern.Protocol.Streams;

/// <summary>What became of the events of a body, or for lines of a part of it; for its description. The server writes the JSON itself.</summary>
/// <param name="From">The place of the first of these events in the body, from 0.</param>
/// <param name="Events">How many there are.</param>
/// <param name="Accepted">How many were taken: they are durable, and the next read sees them.</param>
/// <param name="Duplicate">How many were there already, equal in everything.</param>
/// <param name="Late">How many of the accepted came too late for at least one view.</param>
/// <param name="RefusedCount">How many were not taken.</param>
/// <param name="Refused">The first thousand of those.</param>
/// <param name="Error">Why these events, or from an object or array those after them, were not taken at all.</param>
public sealed record PushAnswerShape(
    int From, int Events, int Accepted, int Duplicate, int Late, int RefusedCount, IReadOnlyList<RefusedEventShape> Refused, PushErrorShape? Error = null);

/// <summary>An event that was not taken; it is among the dead letters.</summary>
/// <param name="Index">Its place in the body, from 0.</param>
/// <param name="Code">The code of the reason.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Event">How it begins.</param>
public sealed record RefusedEventShape(int Index, string Code, string Reason, string Event);

/// <summary>Why events were not taken.</summary>
/// <param name="Code">The code.</param>
/// <param name="Detail">What happened.</param>
/// <param name="Hint">What would work.</param>
public sealed record PushErrorShape(string Code, string Detail, string? Hint = null);

/// <summary>The body of <c>POST /push</c>, for its description. The server reads the JSON itself.</summary>
/// <param name="PushSourceName">The stream.</param>
/// <param name="Df">From columns to one value for each row.</param>
/// <param name="To"><c>online</c>, <c>offline</c> or <c>online_and_offline</c>: one log feeds both, so they mean the same.</param>
public sealed record FeastPushShape(string PushSourceName, IReadOnlyDictionary<string, JsonArray> Df, string To = "online");

/// <summary>The body of <c>POST /write-to-online-store</c>, for its description. The server reads the JSON itself.</summary>
/// <param name="FeatureViewName">The view, <c>view</c>, <c>view@2</c> or <c>view@v2</c>.</param>
/// <param name="Df">From columns to one value for each row: join keys, features, <c>event_timestamp</c>, <c>created</c>, or fields of the source's record.</param>
public sealed record FeastWriteShape(string FeatureViewName, IReadOnlyDictionary<string, JsonArray> Df);

/// <summary>How a stream is, since the server began.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="Events">How many events its log has, from before too.</param>
/// <param name="PerSecond">How many came in a second over the last ten seconds.</param>
/// <param name="Accepted">Events taken.</param>
/// <param name="Duplicate">Events that were there already.</param>
/// <param name="Late">Events taken that were too late for at least one view.</param>
/// <param name="Refused">Events not taken.</param>
/// <param name="Lag">How many events are not in the indexed state of all views yet; reads see them all the same.</param>
/// <param name="VisibleP50Ms">From a push until reads see it, in milliseconds: half took no longer.</param>
/// <param name="VisibleP99Ms">99 of a hundred took no longer.</param>
/// <param name="FreshP50Ms">From the event time until reads see it, in milliseconds: half took no longer.</param>
/// <param name="FreshP99Ms">99 of a hundred took no longer.</param>
public sealed record StreamShape(
    string Stream, long Events, double PerSecond, long Accepted, long Duplicate, long Late, long Refused, long Lag, double? VisibleP50Ms, double? VisibleP99Ms, double? FreshP50Ms, double? FreshP99Ms);
