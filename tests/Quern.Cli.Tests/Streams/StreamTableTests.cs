using System.Net;
using Quern.Cli.Tests.Projects;
using Quern.Stores.TrainingSets;

namespace Quern.Cli.Tests.Streams;

public sealed class StreamTableTests(ProjectTemplates templates)
{
    [Fact]
    public void Server_KeepsADeltaTableOfAStream_AndHistoryListsItsVersions()
    {
        using var project = templates.Till();
        using var client = new HttpClient();
        project.Quern("history", "sales").ShouldComplain("QRN6050", "stream 'sales' has no table", "Run 'quern serve' and push events");
        for (var run = 0; run < 2; run++)
        {
            using var server = ServedProject.Start(project);
            for (var number = 0; number < 3; number++) new SaleBatch(run, number).Push(client, server.Url).ShouldBe(HttpStatusCode.OK);
            server.Stop();
        }

        var history = project.Quern("history", "sales").Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        history[0].ShouldBe($".quern/history/sales: {6 * SaleBatch.Events} events in 2 files");
        history[1].ShouldContain($"WRITE        {3 * SaleBatch.Events} rows in 1 file");
        history.Length.ShouldBe(4);
        project.Quern("history", "nothing").ShouldComplain("QRN6050", "stream 'nothing' has no table", "Streams with a table: sales.");

        // As any reader of Parquet sees what the last version has.
        using var rows = DuckSpine.Query("SELECT DISTINCT id, quern_sequence FROM '.quern/history/sales/*.parquet'", project.Folder);
        rows.Count(TestContext.Current.CancellationToken).ShouldBe(6 * SaleBatch.Events);
    }
}
