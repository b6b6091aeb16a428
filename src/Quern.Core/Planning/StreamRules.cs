using Quern.Definitions;

namespace Quern.Planning;

/// <summary>What must hold of sources whose rows arrive live.</summary>
internal static class StreamRules
{
    public static void Check(RepositoryDefinition definition, List<Finding> findings)
    {
        foreach (var stream in definition.Sources.Where(source => source.Stream is not null).GroupBy(source => source.Stream!, StringComparer.Ordinal))
        {
            string[] names = [.. stream.Select(source => source.Name).Distinct()];
            if (names.Length > 1) findings.Add(PlanFindings.SharedStream(stream.Key, names));
            NameRules.CheckAll($"source '{names[0]}', stream", [stream.Key], name => name, findings);
        }

        foreach (var source in definition.Sources)
            foreach (var input in source.Inputs)
                if (input.Format == SourceFormat.Stream)
                    findings.Add(PlanFindings.StreamInQuery(source.Name, input.Name));
        foreach (var source in definition.Sources)
            foreach (var input in source.Inputs)
                if (input.Format is SourceFormat.Postgres or SourceFormat.PostgresSql)
                    findings.Add(PlanFindings.DatabaseInQuery(source.Name, input.Name));
        foreach (var view in definition.Views)
            if (view is AttributeViewDefinition && view.Source is { Stream: not null, EventKey: not null })
                findings.Add(PlanFindings.KeyedStreamAttributes(view.Reference, view.Source.Name));
    }
}
