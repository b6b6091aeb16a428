using Quern.Connectors.Tests.Redis;

namespace Quern.Connectors.Tests.Workers;

/// <summary>Parts in a cluster: each lies in a slot of its own, and a request asks several servers.</summary>
public sealed class WorkerClusterTests(RedisCluster cluster) : IClassFixture<RedisCluster>
{
    [Fact]
    public void Parts_OnSeveralServers_HaveTheBitsOfATrainingSet()
    {
        using var project = new SharedProject(cluster.NewSettings());
        var sales = FedProject.Sales(new Random(5), 1_000);
        project.Send(sales);
        var worker = project.Work();
        project.WaitForEvents(sales.Length);
        project.ShouldHave(sales);
        worker.Held.Count.ShouldBe(SharedProject.Parts);
    }
}
