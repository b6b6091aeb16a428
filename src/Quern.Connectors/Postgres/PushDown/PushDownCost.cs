using System.Globalization;
using Npgsql;
using Quern.Connectors.Postgres.Sources;
using Quern.Engine.PushDown;
using Quern.Engine.Sources;
using Quern.Values;

namespace Quern.Connectors.Postgres.PushDown;

/// <summary>
/// What it costs to compute views where their rows lie, against sending the rows, in the server's own units. Views of one source are weighed together, since its rows are sent once for all of them: where they are sent for
/// one, no other saves anything.
/// </summary>
internal static class PushDownCost
{
    // Estimates are rough; so only where half of the work is saved.
    private const double ClearlyCheaper = 0.5;

    // What goes over the network and is taken apart here costs about as much for each row as ten that the server looks at; what is also sorted and swept, twice that.
    private const double AnswerCost = 0.1;
    private const double EventCost = 0.2;

    // The server guesses how many events lie between two columns with instants, and guesses far too few. What it costs to have a pair of a row and an event, and to give it to a feature, is measured in the same units.
    private const double PairCost = 0.1;
    private const double FeatureCost = 0.15;
    private const int Samples = 8;

    /// <summary>The views that are not to be computed there, by their places, and why; none where that is not asked.</summary>
    public static IEnumerable<(int Number, string Reason)> TooDear(NpgsqlConnection connection, PushDownRequest request, PushedView?[] views)
    {
        if (request.Choice != PushDownChoice.WhereCheaper) yield break;
        foreach (var source in Enumerable.Range(0, views.Length).GroupBy(number => request.Reads[number].Read.View.Definition.Source).ToArray())
        {
            int[] able = [.. source.Where(number => views[number] is not null)];
            if (able.Length == 0) continue;
            var reason = request.ReadAnyway.Contains(source.Key) || able.Length < source.Count()
                ? $"the rows of source '{source.Key.Name}' are read for other views in any case"
                : WhyTooDear(connection, request, source.Key.Name, [.. able.Select(number => views[number]!)]);
            if (reason is null) continue;
            foreach (var number in able) yield return (number, reason);
        }
    }

    private static string? WhyTooDear(NpgsqlConnection connection, PushDownRequest request, string source, PushedView[] views)
    {
        var (there, here) = (0.0, 0.0);
        foreach (var view in views)
        {
            var query = view.Query;
            there += Math.Max(query.Best(connection).Cost, Pairs(connection, view, request.Times) * (PairCost + (FeatureCost * view.Features.Count))) + (AnswerCost * request.Times.Count) + (query.Doubtful is { } doubtful ? ServerPlan.Of(connection, doubtful).Cost : 0);
            here = Math.Max(here, query.Scans.Take(view.Read.Entities <= WantedKeys.Most ? 2 : 1).Select(scan => ServerPlan.Of(connection, scan)).Min(plan => plan.Cost + (EventCost * plan.Rows)));
        }

        return there <= ClearlyCheaper * here
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"it would not be clearly cheaper: by the server's estimates {there:0} to compute the views of source '{source}' there, {here:0} to send their rows");
    }

    // Of the pairs of a row and an event of its entity, which the server estimates well, those whose event lies where the row looks: the share of all events that do, for some of the rows.
    private static double Pairs(NpgsqlConnection connection, PushedView view, Int64Column times)
    {
        if (view.Sweeps is not { } sweeps || times.Count == 0) return 0;
        var all = Math.Max(1, ServerPlan.Of(connection, view.Query.Within(null)).Rows);
        var samples = Math.Min(Samples, times.Count);
        var seen = 0.0;
        for (var i = 0; i < samples; i++) seen += ServerPlan.Of(connection, view.Query.Within(sweeps(new(times.Values[(int)((long)i * times.Count / samples)])))).Rows;
        return ServerPlan.Of(connection, view.Query.Paired).Rows * seen / samples / all;
    }
}
