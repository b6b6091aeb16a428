using Quern.Definitions;

namespace Quern.Planning;

/// <summary>Checks that every name is lower snake case and that no two things of a kind share one.</summary>
internal static class NameRules
{
    private const int Longest = 128;

    /// <summary>Whether a name is lower snake case; two underscores in a row separate a view from its feature, so that no name has them.</summary>
    public static bool IsValid(string name)
    {
        if (name.Length is 0 or > Longest || !char.IsAsciiLetterLower(name[0]) || name[^1] == '_' || name.Contains("__", StringComparison.Ordinal)) return false;
        foreach (var letter in name)
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '_')
                return false;
        return true;
    }

    public static void Check(RepositoryDefinition repository, List<Finding> findings)
    {
        CheckAll("entity", repository.Entities, entity => entity.Name, findings);
        CheckAll("source", repository.Sources, source => source.Name, findings);
        CheckAll("view", repository.Views, view => view.Name, findings, view => view.Reference);
        CheckAll("lookup", repository.Lookups, lookup => lookup.Name, findings);
        var views = repository.Views.Select(view => view.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var lookup in repository.Lookups.Where(lookup => views.Contains(lookup.Name))) findings.Add(PlanFindings.Duplicate("lookup", lookup.Name, "A view has this name too."));
        CheckOnDemand(repository.OnDemand, findings);
        CheckAll("point in time", repository.PointsInTime, point => point.Name, findings);
        CheckAll("service", repository.Services, service => service.Name, findings);
        foreach (var entity in repository.Entities) CheckAll($"entity '{entity.Name}', join key", entity.JoinKeys, key => key, findings);
        foreach (var service in repository.Services)
        {
            foreach (var part in service.Parts) CheckPart(service.Name, part.Alias, part.JoinKeys.Values, findings);
            foreach (var part in service.Lookups) CheckPart(service.Name, part.Alias, part.JoinKeys.Values, findings);
        }
    }

    /// <summary>Checks the names of one kind; <paramref name="reference"/> is what must differ, where that is more than the name.</summary>
    public static void CheckAll<T>(string kind, IEnumerable<T> things, Func<T, string> name, List<Finding> findings, Func<T, string>? reference = null)
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var thing in things)
        {
            if (!IsValid(name(thing))) findings.Add(PlanFindings.BadName(kind, name(thing)));
            var text = (reference ?? name)(thing);
            if (seen.TryAdd(text, text)) continue;
            findings.Add(PlanFindings.Duplicate(kind, text, seen[text] == text ? null : $"It differs from '{seen[text]}' only in case."));
        }
    }

    // A method of one value is named as its feature is; one of several has a name of its own, by which the registry knows it.
    private static void CheckOnDemand(IReadOnlyList<OnDemandDefinition> methods, List<Finding> findings)
    {
        CheckAll("on-demand feature", methods.SelectMany(method => method.Outputs), output => output.Name, findings);
        var names = new Dictionary<string, OnDemandDefinition>(StringComparer.OrdinalIgnoreCase);
        foreach (var method in methods)
        {
            if (!IsOne(method) && !IsValid(method.Name)) findings.Add(PlanFindings.BadName("on-demand method", method.Name));
            if (!names.TryAdd(method.Name, method) && !(IsOne(method) && IsOne(names[method.Name]))) findings.Add(PlanFindings.Duplicate("on-demand method", method.Name, null));
        }
    }

    private static bool IsOne(OnDemandDefinition method) => method.Outputs is [{ Member: null }];

    private static void CheckPart(string service, string? alias, IEnumerable<string> columns, List<Finding> findings)
    {
        if (alias is not null && !IsValid(alias)) findings.Add(PlanFindings.BadName($"service '{service}', alias", alias));
        foreach (var column in columns.Where(column => !IsValid(column))) findings.Add(PlanFindings.BadName($"service '{service}', join key", column));
    }
}
