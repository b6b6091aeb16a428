using Quern.Definitions;
using Quern.Engine.Online;
using Quern.Planning;

namespace Quern.Engine.Parts;

/// <summary>The definitions of a project as those see them who take a part of a shared stream, and those who take what is not shared.</summary>
public static class SharedViews
{
    /// <summary>The definitions with nothing but the sources of one stream, and the views over it.</summary>
    public static RepositoryPlan Of(RepositoryPlan plan, string stream) => Where(plan, source => source.Stream == stream);

    /// <summary>The definitions without the sources of shared streams, and without the views over them.</summary>
    public static RepositoryPlan Without(RepositoryPlan plan, IEnumerable<string> streams)
    {
        var shared = streams.ToHashSet(StringComparer.Ordinal);
        return shared.Count == 0 ? plan : Where(plan, source => source.Stream is null || !shared.Contains(source.Stream));
    }

    /// <summary>Gives each view over a shared stream the number that its records begin with in every part, and makes sure that a part has its state under it.</summary>
    /// <param name="main">The project's store, which gives the numbers.</param>
    /// <param name="part">The state of the part.</param>
    /// <param name="plan">The views of the stream, as <see cref="Of"/> has them.</param>
    /// <exception cref="QuernException">A store cannot be written.</exception>
    public static void Begin(IOnlineStore main, IOnlineStore part, RepositoryPlan plan)
    {
        var numbers = Find(main, plan) ?? Reserve(main, plan);
        using var write = part.BeginWrite();
        foreach (var view in plan.Views.Values) OnlineCatalog.Adopt(write, view, numbers[view.Reference]);
        write.Commit();
    }

    private static RepositoryPlan Where(RepositoryPlan plan, Func<SourceDefinition, bool> counts) => plan with
    {
        Definition = plan.Definition with { Sources = [.. plan.Definition.Sources.Where(counts)] },
        Views = plan.Views.Where(view => counts(view.Value.Definition.Source)).ToDictionary(),
    };

    private static Dictionary<string, int>? Find(IOnlineStore main, RepositoryPlan plan)
    {
        using var snapshot = main.OpenSnapshot();
        snapshot.Renew();
        var numbers = new Dictionary<string, int>();
        foreach (var view in plan.Views.Values)
            if (OnlineCatalog.Find(snapshot, view) is { } state) numbers[view.Reference] = state.Number;
            else return null;
        return numbers;
    }

    private static Dictionary<string, int> Reserve(IOnlineStore main, RepositoryPlan plan)
    {
        using var write = main.BeginWrite();
        var numbers = plan.Views.Values.ToDictionary(view => view.Reference, view => OnlineCatalog.Reserve(write, view).Number);
        write.Commit();
        return numbers;
    }
}
