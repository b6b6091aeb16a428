namespace Quern.Planning;

/// <summary>One lookup as a service reads it, after the views: the keys are values of a feature of one of them.</summary>
/// <param name="Lookup">The lookup.</param>
/// <param name="Name">The name it has in the service: its alias, or its own.</param>
/// <param name="Key">The feature that has the keys; of the kind <see cref="InputKind.Feature"/>.</param>
/// <param name="Features">Which of the lookup's features are read, as positions in <see cref="LookupPlan.Features"/>.</param>
public sealed record LookupRead(LookupPlan Lookup, string Name, OnDemandInput Key, IReadOnlyList<int> Features)
{
    /// <summary>
    /// What is asked of the view that is looked up, for one item a row: a service of that view alone, whose only join key is the item's.
    /// </summary>
    public ServicePlan Items { get; } = ItemsOf(Lookup, Features);

    /// <summary>The position of a feature's input among the features that <see cref="Items"/> reads.</summary>
    /// <param name="position">Which of <see cref="Features"/>.</param>
    public int InputOf(int position) => IndexOf(Items.Reads[0].Features, Lookup.Features[Features[position]].Input);

    private static ServicePlan ItemsOf(LookupPlan lookup, IReadOnlyList<int> features)
    {
        var (view, key) = (lookup.View, lookup.View.Definition.Entity.JoinKeys[0]);
        var read = new ViewRead(view, view.Reference, [key], [.. features.Select(feature => lookup.Features[feature].Input).Distinct()]);
        return new(null, [new(key, view.KeyKinds[0])], [], [read], [], []);
    }

    private static int IndexOf(IReadOnlyList<int> inputs, int input)
    {
        for (var i = 0; i < inputs.Count; i++)
            if (inputs[i] == input)
                return i;
        throw new ArgumentOutOfRangeException(nameof(input));
    }
}
