using Quern.Engine.Events;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.PushDown;

/// <summary>
/// Has views computed where their rows lie. (1) Views are left out of which no other place can know what their values are: of keyed events, of streams, of rows that are judged here. (2) The others are given to
/// their databases, those of one together. (3) What no database has computed is left to the sweep.
/// </summary>
internal sealed class PushDownRun(HistoryRequest request, ISourceReader reader)
{
    /// <summary>Computes what can be, and tells of each read where it was computed; nothing where nobody asks for it.</summary>
    /// <param name="entities">For each read the entities of its rows.</param>
    /// <param name="results">For each read where its values go.</param>
    /// <param name="progress">Told which database is asked.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="QuernException">All that is possible was asked for, and nothing is; or a database cannot be asked.</exception>
    public IReadOnlyList<ViewPlacement> Run(SpineEntities[] entities, ResultColumn[][] results, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        if (request.PushDown == PushDownChoice.Never) return [];
        var reads = request.Service.Reads;
        var placements = reads.Select(read => new ViewPlacement(read.Name, ViewPlacement.Here, WhyNot(read.View))).ToArray();
        var able = Enumerable.Range(0, placements.Length).Where(read => placements[read].Reason is null).ToArray();
        foreach (var place in able.GroupBy(read => reader.PushDown(reads[read].View.Definition.Source)!))
        {
            int[] asked = [.. place];
            progress?.Invoke($"asking {place.Key.Engine}", 0, 0);
            var pushed = new PushDownRequest(request.PushDown, request.Times, request.AsKnown, [.. asked.Select(read => Pushed(read, entities[read], results[read]))])
            {
                ReadAnyway = [.. reads.Where((_, read) => !asked.Contains(read)).Select(read => read.View.Definition.Source).Distinct()],
            };
            foreach (var (read, reason) in asked.Zip(place.Key.Compute(pushed, cancellation)))
                placements[read] = placements[read] with { Engine = reason is null ? place.Key.Engine : ViewPlacement.Here, Reason = reason };
        }

        ViewPlacement[] all = [.. placements, .. request.Service.Lookups.Select(lookup => new ViewPlacement(lookup.Name, ViewPlacement.Here, "it is looked up item by item"))];
        if (request.PushDown == PushDownChoice.WherePossible && all.All(placement => placement.Engine == ViewPlacement.Here)) throw new QuernException(Nothing(all));
        return all;
    }

    private static Finding Nothing(IReadOnlyList<ViewPlacement> placements) => new(
        "QRN5156",
        "none of the views can be computed by a database",
        placements.Count == 0 ? "There are none." : string.Join(" ", placements.Select(placement => $"'{placement.View}': {placement.Reason}.")),
        "Leave --engine away: all is computed here, from rows that the database sends.");

    private PushedRead Pushed(int number, SpineEntities entities, ResultColumn[] results)
    {
        var read = request.Service.Reads[number];
        return new(read, entities.Columns, entities.Keys.Count, entities.Reach(read.View), KeptColumns.TieFields(read.View, isStored: false), results);
    }

    private string? WhyNot(ViewPlan view)
    {
        var source = view.Definition.Source;
        if (source.Stream is not null) return $"events of stream '{source.Stream}' are in the log, not in the database";
        if (reader.PushDown(source) is null) return "its rows are not in a database that computes";
        if (source.EventKey is not null) return $"source '{source.Name}' has an event key: which version of an event stands is known once all rows have been seen";
        return source.Expectations.Count + source.SeriesExpectations.Count > 0 ? $"each row of source '{source.Name}' is held against what is expected of it" : null;
    }
}
