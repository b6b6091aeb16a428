using System.Net;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Streams;

public sealed class StreamDiskTests(ProjectTemplates templates)
{
    private const int MostBatches = 5_000;

    [Fact]
    public void FullDisk_OfTheLog_RefusesAndLosesNothing_AndEndsWhenThereIsRoom()
    {
        using var project = templates.Till();
        using var disk = new SmallDisk(project.PathOf(".quern/streams"), "2m");
        using var server = ServedProject.Start(project);
        using var client = new HttpClient();
        var taken = PushUntilRefused(client, server.Url);
        SaleBatch.Counted(client, server.Url).ShouldBe(taken * SaleBatch.Events);
        new SaleBatch(0, taken).Push(client, server.Url).ShouldBe(HttpStatusCode.InsufficientStorage);

        disk.Change("size=200m");
        new SaleBatch(0, taken).Push(client, server.Url).ShouldBe(HttpStatusCode.OK);
        SaleBatch.Counted(client, server.Url).ShouldBe((taken + 1) * SaleBatch.Events);
    }

    [Fact]
    public void FullDisk_OfOnlineState_LeavesTheLogAndTheReads_AndEndsWhenThereIsRoom()
    {
        using var project = templates.Till();
        using var disk = new SmallDisk(project.PathOf(".quern/online"), "200k");
        using var client = new HttpClient();
        const int batches = 250;
        using (var server = ServedProject.Start(project))
        {
            for (var number = 0; number < batches; number++) new SaleBatch(0, number).Push(client, server.Url).ShouldBe(HttpStatusCode.OK);
            SaleBatch.Counted(client, server.Url).ShouldBe(batches * SaleBatch.Events);
        }

        disk.Change("size=200m");
        using var again = ServedProject.Start(project);
        SaleBatch.Counted(client, again.Url).ShouldBe(batches * SaleBatch.Events);
        SpinWait.SpinUntil(() => new FileInfo(project.PathOf(".quern/online/data.mdb")).Length > 200 << 10, TimeSpan.FromMinutes(1)).ShouldBeTrue("The small disk would have had room for it.");
        SaleBatch.Counted(client, again.Url).ShouldBe(batches * SaleBatch.Events);
    }

    private static int PushUntilRefused(HttpClient client, string url)
    {
        for (var number = 0; number < MostBatches; number++)
        {
            var answer = new SaleBatch(0, number).Push(client, url);
            if (answer == HttpStatusCode.InsufficientStorage) return number;
            answer.ShouldBe(HttpStatusCode.OK);
        }

        throw new InvalidOperationException("The disk did not become full.");
    }
}
