using System.Security.Cryptography;
using System.Text;
using Quern.Planning;

namespace Quern.Engine.Usage;

/// <summary>
/// What a service, or a list of features, needs for each row: counts are kept of shapes, and what they mean by feature and by view follows. A service that changes has another shape.
/// </summary>
public sealed record UsageShape
{
    /// <summary>What stands for the name of a service where features were asked for without one.</summary>
    public const string List = "(list)";

    private const int IdLetters = 16;

    /// <summary>A shape of what was counted.</summary>
    /// <param name="service">The service's name; null for a list of features.</param>
    /// <param name="features">The references of its features, each as often as it is read.</param>
    public UsageShape(string? service, IEnumerable<string> features)
    {
        (Service, Features) = (service, [.. features.Order(StringComparer.Ordinal)]);
        Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{service}\n{string.Join('\n', Features)}")))[..IdLetters];
    }

    /// <summary>The service's name; null for a list of features.</summary>
    public string? Service { get; }

    /// <summary>The features: <c>view:feature</c>, <c>lookup:feature</c>, or the name of an on-demand feature. Those that are told and those that are read on the way to them, in the order of their names, and one of a view that is read by several keys as often.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>What tells it from all others: 16 hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>The shape of a service or a list.</summary>
    public static UsageShape Of(ServicePlan plan) => new(plan.Name, [.. plan.Reads.SelectMany(read => Names(read, read.View.Reference)), .. plan.Lookups.SelectMany(NamesOf), .. OnDemandOf(plan)]);

    /// <summary>What a feature belongs to: the reference of a view or the name of a lookup; null for what is computed on demand.</summary>
    public static string? ViewOf(string feature) => feature.IndexOf(':', StringComparison.Ordinal) is >= 0 and var end ? feature[..end] : null;


    /// <inheritdoc/>
    public bool Equals(UsageShape? other) => other is not null && other.Id == Id;

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    private static IEnumerable<string> Names(ViewRead read, string of) => read.Features.Select(feature => $"{of}:{read.View.Features[feature].Name}");

    private static IEnumerable<string> NamesOf(LookupRead read) =>
        [.. read.Features.Select(feature => $"{read.Lookup.Name}:{read.Lookup.Features[feature].Name}"), .. read.Items.Reads.SelectMany(items => Names(items, items.View.Reference))];

    private static IEnumerable<string> OnDemandOf(ServicePlan plan) =>
        plan.Outputs.Select(output => output.Input).Concat(plan.OnDemand.SelectMany(method => method.Inputs)).Where(input => input.Kind == InputKind.OnDemand).Select(input => plan.OnDemandFeature(input).Name).Distinct(StringComparer.Ordinal);
}
