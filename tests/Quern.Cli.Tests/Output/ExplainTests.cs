using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Output;

/// <summary>Where the values of a vector come from, as a person reads it.</summary>
public sealed class ExplainTests(ProjectTemplates templates)
{
    [Fact]
    public void AVector_IsExplained_BeforeAndAfterItIsMaterialized()
    {
        using var project = templates.Shop();
        var text = project.Quern("explain", "checkout", "customer=ann", "basket=10").Succeeded();
        text.ShouldContain("It cannot be served now: view 'spending' has no online state [QRN4020]. Run 'quern materialize spending'.");
        text.ShouldContain(", from history");

        project.Quern("materialize", "--to", "2024-01-02").Succeeded();
        text = project.Quern("explain", "checkout", "customer=ann", "basket=10").Succeeded();
        text.ShouldContain("Online state has the events up to 2024-01-02T00:00:00Z; history has later ones. Run 'quern materialize spending'.");
        text.ShouldContain("""
              spending:spent_lifetime = 10.5  PRESENT; from history 30.5  PRESENT
                Online state has the events up to 2024-01-02T00:00:00Z; history has later ones. Run 'quern materialize spending'.
                spent = Sum over lifetime of row.amount : Float64 [amount Float64]
            """);
        text.ShouldContain("""
                online state materialized to 2024-01-02T00:00:00Z: 1 block (1 event)
                from 2 events:
                  2024-01-02T09:00:00Z: 20.0
                  2024-01-01T10:00:00Z: 10.5
            """);
        text.ShouldContain("online state materialized to 2024-01-02T00:00:00Z: the latest row, of 2023-12-01T00:00:00Z");
        text.ShouldContain("computed by ShopFeatures.BasketShare(basket: 10.0, spent_1d: null)");

        project.Quern("explain", "checkout", "customer=ann", "basket=10", "--at", "2024-01-02T10:00:00Z").Succeeded().ShouldContain("spending:spent_1d = 30.5  PRESENT, from history");
    }
}
