using System.Text.Json;
using System.Text.RegularExpressions;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Output;

/// <summary>What <c>plan --graph</c> draws.</summary>
public sealed partial class GraphTests(ProjectTemplates templates)
{
    [Fact]
    public void Graph_IsAllThatIsPrinted()
    {
        using var project = templates.Shop();
        project.Append("Shop.cs", ShopFiles.Definitions("Scores"));
        var drawn = project.Quern("plan", "--graph").Succeeded();
        drawn.ShouldBe("""
            flowchart LR
              subgraph sources["Sources"]
                source_purchases[("purchases<br/>csv")]
                source_clicks[("clicks<br/>ndjson")]
                source_profiles[("profiles<br/>csv")]
              end
              subgraph entity_customer["Views of customer"]
                view_spending["spending<br/>6 features"]
                view_lenient_spending["lenient_spending<br/>2 features"]
                view_browsing["browsing<br/>2 features"]
                view_customer_profile["customer_profile<br/>1 feature"]
              end
              subgraph requests["Request fields"]
                request_basket[/"basket"/]
              end
              subgraph computed["On-demand features"]
                ondemand_scored(["scored<br/>share, points, word"])
                ondemand_rated(["rated<br/>half, is_much"])
                ondemand_basket_share(["basket_share"])
              end
              subgraph services["Services"]
                service_scores{{"scores<br/>6 features"}}
                service_checkout{{"checkout<br/>8 features"}}
                service_lenient{{"lenient<br/>2 features"}}
                service_pages{{"pages<br/>2 features"}}
              end
              source_purchases --> view_spending
              source_purchases --> view_lenient_spending
              source_clicks --> view_browsing
              source_profiles --> view_customer_profile
              request_basket --> ondemand_scored
              view_spending -->|"spent_1d, purchases_1d"| ondemand_scored
              ondemand_scored -->|"share, word"| ondemand_rated
              view_spending --> service_scores
              ondemand_scored -->|"share, points, word"| service_scores
              ondemand_rated -->|"half, is_much"| service_scores
              request_basket --> ondemand_basket_share
              view_spending -->|"spent_1d"| ondemand_basket_share
              view_spending --> service_checkout
              view_customer_profile --> service_checkout
              ondemand_basket_share --> service_checkout
              view_lenient_spending --> service_lenient
              view_browsing --> service_pages

            """);
        ShouldBeMermaid(drawn);
    }

    [Fact]
    public void Graph_OfAService_HasOnlyWhatItReads()
    {
        using var project = templates.Clicks();
        var whole = project.Quern("plan", "--graph").Succeeded();
        ShouldBeMermaid(whole);
        whole.ShouldContain("[[\"");
        using var shop = templates.Shop();
        var pages = shop.Quern("plan", "--graph", "--service", "pages").Succeeded();
        ShouldBeMermaid(pages);
        pages.Split('\n').Where(line => line.Contains("-->", StringComparison.Ordinal)).ShouldBe(["  source_clicks --> view_browsing", "  view_browsing --> service_pages"]);
        shop.Quern("plan", "--graph", "--service", "pagse").ShouldComplain("QRN6008", "no service 'pagse'", "checkout, lenient, pages");
        shop.Quern("plan", "--service", "pages").ShouldComplain("QRN6024", "'--service' says nothing without '--graph'");
    }

    [Fact]
    public void Graph_GoesToAFile_InAFenceWhereItIsMarkdown()
    {
        using var project = templates.Shop();
        project.Quern("plan", "--graph", "graph.mmd").Succeeded().ShouldBe("Drew 12 nodes into graph.mmd.\n");
        ShouldBeMermaid(project.Read("graph.mmd"));
        project.Quern("plan", "--graph", "graph.md", "--service", "pages").Succeeded();
        project.Read("graph.md").ShouldStartWith("```mermaid\nflowchart LR\n");
        project.Read("graph.md").ShouldEndWith("service_pages\n```\n");
        project.Quern("plan", "--graph", "nowhere/graph.md").ShouldComplain("QRN6010", "nowhere");
        JsonDocument.Parse(project.Quern("plan", "--graph", "--json").Succeeded()).RootElement.GetProperty("graph").GetString().ShouldBe(project.Read("graph.mmd"));
    }

    [Fact]
    public void NamesOfAnyKind_AreDrawn_AndManyAreCutShort()
    {
        using var project = templates.Shop();
        project.Append(
            "Shop.cs",
            "public sealed class OddFeatures : FeatureRepository",
            "{",
            "    private static readonly ShopFeatures Shop = new();",
            "    public FeatureView Newer => Shop.Purchases.By(Shop.Customer, p => p.Customer).Windows(\"1d\")",
            "        .Aggregate(w => new { A = w.Count(), B = w.Count(), C = w.Count(), D = w.Count(), E = w.Count() }).Named(\"spending\").Version(2);",
            "    [OnDemand] public static double? Odd([Request] double? größe, long a_1d, long b_1d, long c_1d, long d_1d, long e_1d) => größe;",
            "}");
        var drawn = project.Quern("plan", "--graph").Succeeded();
        ShouldBeMermaid(drawn);
        drawn.ShouldContain("    view_spending_40_2[\"spending@2<br/>5 features\"]\n");
        drawn.ShouldContain("    request_gr_f6__df_e[/\"größe\"/]\n");
        drawn.ShouldContain("  view_spending_40_2 -->|\"a_1d, b_1d, c_1d and 2 more\"| ondemand_odd\n");
    }

    [Fact]
    public void WhatCannotBePlanned_IsNotDrawn()
    {
        using var project = templates.Shop();
        project.Replace("Shop.cs", "double? spent_1d) => basket / spent_1d", "double? spnt_1d) => basket / spnt_1d");
        var ended = project.Quern("plan", "--graph");
        ended.ShouldComplain("QRN1025", "'spnt_1d' names no feature");
        ended.Output.ShouldBeEmpty();
    }

    // Our own grammar: each line has one of these shapes, each id is declared once, and every edge is between two of them.
    private static void ShouldBeMermaid(string drawn)
    {
        var lines = drawn.TrimEnd('\n').Split('\n');
        lines[0].ShouldBe("flowchart LR");
        var (ids, depth) = (new HashSet<string>(), 0);
        foreach (var line in lines[1..])
        {
            var shape = Line().Match(line);
            shape.Success.ShouldBeTrue(line);
            if (line == "  end") depth--;
            if (shape.Groups["box"].Success) depth++;
            depth.ShouldBeInRange(0, 1, line);
            if (shape.Groups["id"].Success) ids.Add(shape.Groups["id"].Value).ShouldBeTrue(line);
            if (shape.Groups["from"].Success) (ids.Contains(shape.Groups["from"].Value) && ids.Contains(shape.Groups["to"].Value)).ShouldBeTrue(line);
        }

        depth.ShouldBe(0);
    }

    private const string Label = "\"([^\"#<>`]|#(quot|35|lt|gt|96);|<br/>)+\"";

    [GeneratedRegex(
        $$"""^(  subgraph (?<id>(?<box>[a-z_0-9]+))\[{{Label}}\]|  end|    (?<id>[a-z]+_\w+)(\[\({{Label}}\)\]|\[{{Label}}\]|\[\[{{Label}}\]\]|\[/{{Label}}/\]|\(\[{{Label}}\]\)|\{\{{{Label}}\}\})|  (?<from>\w+) -->(\|{{Label}}\|)? (?<to>\w+))$""",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
