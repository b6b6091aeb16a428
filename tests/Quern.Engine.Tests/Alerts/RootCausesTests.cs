using Quern.Engine.Alerts;
using Quern.Planning;

namespace Quern.Engine.Tests.Alerts;

public sealed class RootCausesTests
{
    private static readonly AlertCondition Slow = new("objective/answers", AlertSeverity.Warning, "slow", "", null);

    [Fact]
    public void WhatFollows_NamesWhatIsFurthestUp_AndThatNamesWhatFollows()
    {
        var lineage = Of(("s:raw", "s:clean"), ("s:clean", "v:a"), ("v:a", "x:shop"), ("s:other", "v:b"), ("v:b", "x:shop"));
        var folded = new RootCauses(lineage).Fold([At("x:shop"), At("v:a"), Slow, At("s:clean"), At("v:lonely")]);
        folded.Select(condition => condition.Because).ShouldBe(["s:clean", "s:clean", null, null, null]);
        folded[3].Explains.ShouldBe(["x:shop is bad", "v:a is bad"]);
        folded.Where((_, place) => place != 3).ShouldAllBe(condition => condition.Explains == null);
        // Two that are apart: the first by key; what is wrong with one thing twice does not explain itself.
        new RootCauses(lineage).Fold([At("x:shop"), At("v:b"), At("v:a"), At("v:a") with { Key = "twice" }]).Select(condition => condition.Because).ShouldBe(["twice", null, null, null]);
    }

    [Fact]
    public void WhatIsToldTwice_IsOne() =>
        new RootCauses(Of(("s:raw", "v:a"))).Fold([At("v:a"), At("v:a"), At("s:raw")]).Select(condition => $"{condition.Key} {condition.Because}").ShouldBe(["v:a s:raw", "s:raw "]);

    [Fact]
    public void Generated_IsAsSearchedPathByPath()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var names = Enumerable.Range(0, 9).Select(place => $"{"svx"[place / 3]}:{place}").ToArray();
            (string, string)[] edges = [.. from to in Enumerable.Range(1, 8) from source in Enumerable.Range(0, to) where random.Next(3) == 0 select (names[source], names[to])];
            AlertCondition[] conditions = [.. names.Where(_ => random.Next(2) == 0).Select(At).OrderBy(_ => random.Next())];
            var folded = new RootCauses(Of(edges)).Fold(conditions);
            foreach (var condition in folded)
            {
                // From each that is wrong, whether there is a way down to this one.
                string[] above = [.. conditions.Select(other => other.Key).Where(other => Leads(other, condition.Key, edges))];
                var roots = above.Where(one => !above.Any(other => Leads(other, one, edges))).Order(StringComparer.Ordinal).ToArray();
                condition.Because.ShouldBe(roots.FirstOrDefault(), $"seed {seed}");
                (condition.Explains ?? []).ShouldBe(folded.Where(other => other.Because == condition.Key).Select(other => other.Title));
            }
        }
    }

    private static bool Leads(string from, string to, (string From, string To)[] edges) => edges.Any(edge => edge.From == from && (edge.To == to || Leads(edge.To, to, edges)));

    private static AlertCondition At(string name) => new(name, AlertSeverity.Warning, $"{name} is bad", "", null) { Node = NodeOf(name) };

    private static LineageNode NodeOf(string name) => new(name[0] switch { 's' => LineageKind.Source, 'v' => LineageKind.View, _ => LineageKind.Service }, name);

    private static Lineage Of(params (string From, string To)[] edges) => new([], [.. edges.Select(edge => new LineageEdge(NodeOf(edge.From), NodeOf(edge.To), null))]);
}
