using Quern.Gallery.Tests.Setup;

namespace Quern.Gallery.Tests;

/// <summary>Every page of the gallery, by a name and its address; in two parts, that are tested side by side.</summary>
internal static class Pages
{
    public static readonly IReadOnlyList<(string Name, string Path)> Definitions =
    [
        ("home", "/"),
        ("search", "/?q=delai"),
        ("view", "/views/airport_delays"),
        ("view-health", "/views/airport_traffic?tab=health"),
        ("view-definition", "/views/airport_delays?tab=definition"),
        ("view-definition-whole", "/views/airport_delays?tab=definition&whole=1"),
        ("view-lineage", "/views/airport_delays?tab=lineage"),
        ("view-usage", "/views/airport_delays?tab=usage"),
        ("view-runs", "/views/airport_delays?tab=runs"),
        ("view-versions", "/views/route_delays?tab=versions"),
        ("view-removed", "/views/legacy_traffic"),
        ("source", "/things/source/departures"),
        ("source-health", "/things/source/departures?tab=health&field=origin"),
        ("entity", "/things/entity/airport"),
        ("on-demand", "/things/on-demand/delay_pressure"),
        ("lineage", "/lineage"),
        ("lineage-columns", "/lineage?focus=view:airport_delays&columns=1"),
        ("history", "/history"),
        ("history-apply", "/history/2"),
        ("history-rollback", "/history/2?rollback=1"),
        ("plan", $"/history/plans/{FlightsServer.OpenPlan}"),
        ("plan-stale", $"/history/plans/{FlightsServer.StalePlan}"),
        ("lineage-plan", $"/lineage?plan={FlightsServer.OpenPlan}"),
    ];

    public static readonly IReadOnlyList<(string Name, string Path)> Values =
    [
        ("services", "/services"),
        ("service", "/services/late_flight"),
        ("service-try", """/services/late_flight?tab=try&keys={"origin":"ORD","destination":"LAX"}"""),
        ("service-served", "/services/late_flight?tab=served"),
        ("service-usage", "/services/late_flight?tab=usage"),
        ("inspector-empty", "/inspect?of=service:late_flight"),
        ("inspector", """/inspect?of=service:late_flight&keys={"origin":"ORD","destination":"LAX"}&feature=mean_delay_7d&span=30d"""),
        ("inspector-compare", """/inspect?of=view:airport_delays&keys={"airport":"ORD"}&with={"airport":"JFK"}&at=2001-02-14T12:00:00Z"""),
        ("usage", "/usage"),
        ("usage-consumers", "/usage?by=consumer&last=24h&sort=read"),
        ("usage-unread", "/usage?tab=unread"),
        ("usage-alike", "/usage?tab=alike"),
        ("motion", "/motion"),
        ("motion-dead-letters", "/motion?tab=dead-letters"),
        ("motion-runs", "/motion?tab=runs"),
        ("motion-training-sets", "/motion?tab=training-sets"),
        ("monitors", "/monitors"),
        ("monitors-service-levels", "/monitors?tab=service-levels"),
        ("monitors-drift", "/monitors?tab=drift"),
        ("monitors-skew", "/monitors?tab=skew"),
    ];

    /// <summary>Those that docs/images has pictures of, which are readme-NAME.png among the artefacts.</summary>
    public static readonly IReadOnlyList<string> InTheReadme = ["view", "inspector", "lineage"];

    public static TheoryData<string, string> Of(IEnumerable<(string Name, string Path)> pages)
    {
        var data = new TheoryData<string, string>();
        foreach (var (name, path) in pages) data.Add(name, path);
        return data;
    }
}
