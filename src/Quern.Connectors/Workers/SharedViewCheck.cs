using Quern.Definitions;
using Quern.Engine.Parts;
using Quern.Planning;
using Quern.Values;

namespace Quern.Connectors.Workers;

/// <summary>Finds views that cannot be kept in parts.</summary>
public static class SharedViewCheck
{
    /// <summary>Everything that is wrong with the views over shared streams.</summary>
    /// <param name="plan">What is applied.</param>
    /// <param name="streams">The streams that are shared, by their names.</param>
    public static IReadOnlyList<Finding> Run(RepositoryPlan plan, IReadOnlyDictionary<string, SharedStream> streams)
    {
        var findings = new List<Finding>();
        foreach (var views in plan.Views.Values.Where(view => view.Definition.Source.Stream is { } stream && streams.ContainsKey(stream)).GroupBy(view => view.Definition.Source.Stream!))
        {
            var first = views.First();
            foreach (var view in views) Check(view, first, streams[views.Key], findings);
        }

        return findings;
    }

    private static void Check(ViewPlan view, ViewPlan first, SharedStream stream, List<Finding> findings)
    {
        var definition = view.Definition;
        if (definition.Source.Format != SourceFormat.Stream)
            findings.Add(WorkerFindings.View(view.Reference, stream.Name, $"has files too, in source '{definition.Source.Name}'", "Give it a source that is nothing but the stream, Stream<T>(…), and produce what is in the files to the topic; or do not share the stream."));
        if (definition.Source.Expectations.Any(expectation => expectation.OnFail == OnFail.Pause) || definition.Expectations.Any(expectation => expectation.OnFail == OnFail.Pause))
            findings.Add(WorkerFindings.View(view.Reference, stream.Name, "pauses when an expectation fails", "A part would pause and the others go on. Let people be told, of rows and of features, by OnFail.Warn; or let such rows be rejected, by OnFail.Reject."));
        if (definition.Keys.Count != 1)
        {
            findings.Add(WorkerFindings.View(view.Reference, stream.Name, $"is about '{definition.Entity.Name}', which has {definition.Keys.Count} join keys", "A message has one key: use an entity with one join key, such as both in one text."));
            return;
        }

        if (!stream.Takes(view.KeyKinds[0]))
            findings.Add(WorkerFindings.View(view.Reference, stream.Name, $"has a join key of kind {view.KeyKinds[0]}, which a message's key as '{stream.Form.ToString().ToLowerInvariant()}' is not", "Use a text, or a whole number, as the join key; \"key\" says in which form messages have it."));
        else if (definition.Keys[0].Text != first.Definition.Keys[0].Text || RowKey.KindOf(view.KeyKinds[0]) != RowKey.KindOf(first.KeyKinds[0]))
            findings.Add(WorkerFindings.View(
                view.Reference,
                stream.Name,
                $"has key {definition.Keys[0].Text}, and view '{first.Reference}' has {first.Definition.Keys[0].Text}",
                "A topic has one key. Send the events to a second topic too, with the other key, and give that a stream of its own."));
    }
}
