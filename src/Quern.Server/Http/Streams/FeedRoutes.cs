using Microsoft.AspNetCore.Http;
using Quern.Connectors.Feeds;
using Quern.Protocol.Streams;
using Quern.Server.Serving;

namespace Quern.Server.Http.Streams;

/// <summary>How what feeds streams from elsewhere stands.</summary>
internal static class FeedRoutes
{
    internal static Task GetFeeds(HttpContext context, ServingStates states) =>
        RegistryRoutes.WithState(context, states, state => context.Response.WriteAsJsonAsync(new FeedsShape(state.Project, [.. state.Feeds.Select(Shape)])));

    internal static FeedShape Shape(FeedStatus feed) => new(
        feed.Stream, feed.Kind, feed.Name, Word(feed.State), feed.Lag, feed.PerSecond, feed.Accepted, feed.Duplicate, feed.Late, feed.Refused, feed.Skipped,
        feed.LastError is { } error ? new(error.Code, error.Message, error.Detail, error.Hint, feed.LastErrorAt!.Value) : null);

    private static string Word(FeedState state) => state == FeedState.NoStream ? "no_stream" : state.ToString().ToLowerInvariant();
}
