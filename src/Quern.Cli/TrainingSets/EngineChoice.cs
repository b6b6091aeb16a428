using Quern.Engine.PushDown;

namespace Quern.Cli.TrainingSets;

/// <summary>Which engine computes a training set that is made here: ourselves, or databases for the views whose rows lie in them.</summary>
internal static class EngineChoice
{
    private const string Auto = "auto";
    private const string Postgres = "postgres";

    /// <summary>Whether the training set is made here, by whichever engine; otherwise it is emitted for another.</summary>
    public static bool IsOurs(string? engine) => engine is null or ViewPlacement.Here or Auto or Postgres;

    /// <summary>Which views are computed by databases.</summary>
    /// <param name="engine">What was written; null for nothing.</param>
    /// <param name="others">Options that were given and say that nothing is computed from the sources' rows, or not in bulk.</param>
    /// <exception cref="QuernException">There is nothing to be computed by a database.</exception>
    public static PushDownChoice Of(string? engine, IReadOnlyList<string> others)
    {
        if (engine is not null && others.Count > 0) throw new QuernException([.. others.Select(option => new Finding("QRN6832", $"{option} says nothing with --engine {engine}", Hint: "Leave it out."))]);
        return engine switch
        {
            Auto => PushDownChoice.WhereCheaper,
            Postgres => PushDownChoice.WherePossible,
            _ => PushDownChoice.Never,
        };
    }

    /// <summary>Which engine computed what, and why not another.</summary>
    public static IEnumerable<string> Tell(IReadOnlyList<ViewPlacement>? placements)
    {
        foreach (var engine in (placements ?? []).Where(placement => placement.Reason is null).GroupBy(placement => placement.Engine))
            yield return $"computed by {engine.Key}: {string.Join(", ", engine.Select(placement => placement.View).Distinct())}";
        foreach (var here in (placements ?? []).Where(placement => placement.Reason is not null))
            yield return $"computed here: {here.View}, because {here.Reason}";
    }
}
