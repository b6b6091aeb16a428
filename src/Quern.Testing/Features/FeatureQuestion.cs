using Quern.Planning;
using Quern.Time;

namespace Quern.Testing;

/// <summary>What a test asks: at which instant, for which entity, and with which request fields. Immutable: each call gives another question, so that one can be the start of several.</summary>
public sealed class FeatureQuestion
{
    private readonly RepositoryPlan _plan;
    private readonly MemorySourceReader _sources;
    private readonly Instant _at;
    private readonly GivenFields _fields;
    private readonly bool _asKnown;

    internal FeatureQuestion(RepositoryPlan plan, MemorySourceReader sources, Instant at)
        : this(plan, sources, at, GivenFields.None, asKnown: false)
    {
    }

    private FeatureQuestion(RepositoryPlan plan, MemorySourceReader sources, Instant at, GivenFields fields, bool asKnown) =>
        (_plan, _sources, _at, _fields, _asKnown) = (plan, sources, at, fields, asKnown);

    /// <summary>For one entity by its key: the values of its join keys in their order, <c>For("ORD")</c>, <c>For("ORD", "LAX")</c>; null is a null key.</summary>
    public FeatureQuestion For(params object?[]? key) =>
        key is [{ } only] && GivenFields.IsNamed(only) ? With(_fields.Named(only)) : With(_fields.Keyed(key ?? [null]));

    /// <summary>With request fields, or join keys, by name: <c>With(new { amount = 3.5 })</c>. What is not given is null.</summary>
    public FeatureQuestion With(object fields) => With(_fields.Named(fields));

    /// <summary>Sees only what was known at the instant, as serving did then; otherwise everything that happened before it counts, however late it was known.</summary>
    public FeatureQuestion AsKnown() => new(_plan, _sources, _at, _fields, asKnown: true);

    /// <summary>Expects features of one view or lookup; those that are not named may be anything.</summary>
    /// <param name="view">The view's reference, such as <c>airport_delays</c> or <c>airport_delays@2</c>, or a lookup's name.</param>
    /// <param name="features">
    /// An object with a member for each feature expected, or a dictionary. A member is a number, a text, a truth value, an instant, a list or an embedding, pairs of value and count (tuples or
    /// a dictionary) for a ranking or histogram, null, a <see cref="Near"/>, or a <see cref="Values.FeatureStatus"/> where the reason for a null matters.
    /// </param>
    /// <returns>This question, to expect more of it or to ask <see cref="For"/> another entity.</returns>
    /// <exception cref="FeatureExpectationException">A feature is different, or the ways of computing it disagree.</exception>
    /// <exception cref="ArgumentException">There is no such view, lookup or feature, or the key does not fit.</exception>
    public FeatureQuestion Expect(string view, object features)
    {
        var (what, names) = _plan.Views.TryGetValue(view, out var plan) ? ("view", plan.Features.Select(feature => feature.Name))
            : _plan.Lookups.TryGetValue(view, out var lookup) ? ("lookup", lookup.Features.Select(feature => feature.Name))
            : throw new ArgumentException($"There is no view or lookup '{view}'. There are: {string.Join(", ", _plan.Views.Keys.Concat(_plan.Lookups.Keys))}.", nameof(view));
        var (service, findings) = new ServicePlanner(_plan).Plan([.. names.Select(name => $"{view}:{name}")], fullNames: false);
        return Check($"{what} '{view}'", service ?? throw new QuernException(findings), features);
    }

    /// <summary>Expects columns of a service's answer, on-demand features included; those that are not named may be anything.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="features">As for <see cref="Expect"/>; the names are those of the service's columns.</param>
    /// <returns>This question, to expect more of it or to ask <see cref="For"/> another entity.</returns>
    /// <exception cref="FeatureExpectationException">A feature is different, or the ways of computing it disagree.</exception>
    /// <exception cref="ArgumentException">There is no such service or column, or the key or a request field does not fit.</exception>
    public FeatureQuestion ExpectService(string service, object features) => _plan.Services.TryGetValue(service, out var plan)
        ? Check($"service '{service}'", plan, features)
        : throw new ArgumentException($"There is no service '{service}'. The services are: {string.Join(", ", _plan.Services.Keys)}.", nameof(service));

    private FeatureQuestion With(GivenFields fields) => new(_plan, _sources, _at, fields, _asKnown);

    private FeatureQuestion Check(string what, ServicePlan service, object features)
    {
        var expected = ExpectedFeatures.Of(service, features);
        var where = $"{what} at {_at}{(_asKnown ? ", as known then," : "")} for {_fields}";
        var answers = new EveryWay(_sources).Answer(service, _at, _fields, _asKnown);
        AnswerReport.ThrowUnless(where, service, answers, expected);
        return this;
    }
}
