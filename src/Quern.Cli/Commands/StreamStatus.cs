using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Connectors.Workers;
using Quern.Engine.Online;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Stores.Lmdb;

namespace Quern.Cli.Commands;

/// <summary>How a stream is, as its log and the states of the views over it say; no server is asked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Events">How many events its log has.</param>
/// <param name="Waiting">How many of them the view that is furthest behind does not have in its indexed state; reads see them all the same.</param>
/// <param name="Late">How many dead letters came too late for a view.</param>
/// <param name="Refused">How many dead letters were refused.</param>
internal sealed record StreamStatus(string Name, long Events, long Waiting, int Late, int Refused)
{
    /// <summary>Gets the rest as people read it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Text => string.Join(", ", new[]
    {
        Waiting == 0 ? "all in online state" : $"{Numbers.Count(Waiting)} not yet in online state",
        Late == 0 ? "" : $"{Numbers.Count(Late)} late",
        Refused == 0 ? "" : $"{Numbers.Count(Refused)} refused",
    }.Where(part => part.Length > 0)) + (Late + Refused > 0 ? ": 'quern dead-letters'" : "");

    public static IReadOnlyList<StreamStatus> Of(RepositoryPlan plan, StreamLog? log, Project project, IReadOnlyList<ViewState> states, RedisParts? shared)
    {
        DeadLetter[] letters = [.. Letters(log, project), .. shared?.DeadLetters().Select(each => each.Letter) ?? []];
        var names = plan.Definition.Sources.Select(source => source.Stream).OfType<string>().Distinct().Order(StringComparer.Ordinal);
        return [.. names.Select(name => Of(name, plan, log, letters, states, shared))];
    }

    private static StreamStatus Of(string name, RepositoryPlan plan, StreamLog? log, IReadOnlyList<DeadLetter> letters, IReadOnlyList<ViewState> states, RedisParts? shared)
    {
        var isShared = shared?.Streams.ContainsKey(name) == true;
        var end = isShared ? shared!.Events(name) : log?.End(name) ?? 0;
        var views = plan.Views.Values.Where(view => view.Definition.Source.Stream == name);
        var waiting = isShared ? views.Select(view => shared!.Waiting(view)).DefaultIfEmpty(0).Max() : views.Select(view => end - states.Where(state => state.View == view.Reference && state.Hash == view.Hash).Select(state => state.LogPosition).DefaultIfEmpty(0).Min()).DefaultIfEmpty(0).Max();
        var (late, all) = (letters.Count(letter => letter.Stream == name && letter.IsLate), letters.Count(letter => letter.Stream == name));
        return new(name, end, waiting, late, all - late);
    }

    private static IReadOnlyList<DeadLetter> Letters(StreamLog? log, Project project)
    {
        if (log is null) return [];
        using var store = new LmdbOnlineStore(project.Streams);
        return DeadLetters.List(store);
    }
}
