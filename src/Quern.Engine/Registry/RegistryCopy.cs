namespace Quern.Engine.Registry;

/// <summary>Brings the history of one registry into another that is the same as far as it goes, or has none yet: commits and plans with the same numbers, and compiled definitions.</summary>
public static class RegistryCopy
{
    /// <summary>Copies what is missing. What is there already is not written again; a copy that was cut off is gone on with.</summary>
    /// <param name="from">Where the history is.</param>
    /// <param name="to">Where it is to be.</param>
    /// <returns>How many commits were copied.</returns>
    /// <exception cref="QuernException">The histories differ; nothing was copied. Or somebody else wrote meanwhile.</exception>
    public static int Run(IRegistryStore from, IRegistryStore to)
    {
        var (last, known) = (from.HeadNumber(), to.HeadNumber());
        for (var number = 1; number <= Math.Min(last, known); number++)
        {
            var (ours, theirs) = (from.Find(number)!, to.Find(number)!);
            if (!CommitJson.Write(ours).AsSpan().SequenceEqual(CommitJson.Write(theirs))) throw new QuernException(RegistryFindings.Diverged(number, ours, theirs));
        }

        for (var number = known + 1; number <= last; number++)
        {
            var commit = from.Find(number)!;
            if (commit.ObjectHash is { } hash) to.PutObject(from.GetObject(hash));
            if (to.TryAppend(commit) is { } winner) throw new QuernException(RegistryFindings.Diverged(number, commit, winner));
        }

        CopyPlans(from, to);
        return Math.Max(0, last - known);
    }

    // A plan under whose number the other registry has one of its own stays behind: it belongs to a project folder that nobody works with any more.
    private static void CopyPlans(IRegistryStore from, IRegistryStore to)
    {
        for (var number = 1; from.FindPlan(number) is { } plan; number++)
        {
            if (to.FindPlan(number) is null)
            {
                to.PutObject(from.GetObject(plan.ObjectHash));
                to.KeepPlan(plan);
            }

            if (from.EndOfPlan(number) is { } end && PlanJson.Write(to.FindPlan(number)!).AsSpan().SequenceEqual(PlanJson.Write(plan))) to.TryEndPlan(end);
        }
    }
}
