using Quern.Stores.DuckDb;

namespace Quern.Stores.Tests.DuckDb;

public sealed class DuckInterruptTests
{
    // Minutes of work, were it not stopped.
    private const string Endless = "SELECT count(*) FROM range(10000000) AS a(i), range(1000000) AS b(j) WHERE hash(i * j) = 1";

    [Fact]
    public async Task Interrupt_FromAnotherThread_EndsTheQuery()
    {
        using var scratch = new DuckScratch();
        var connection = scratch.Connection;

        var query = Task.Run(() => Should.Throw<DuckException>(() => connection.Execute(Endless, CancellationToken.None)), TestContext.Current.CancellationToken);
        while (!query.IsCompleted)
        {
            connection.Interrupt();
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        (await query).Kind.ShouldBe(DuckErrorKind.Interrupted);
        scratch.Scalar("SELECT 1::BIGINT").ShouldBe(1);
    }

    [Fact]
    public void Token_ThatIsCancelled_EndsTheQueryAndLeavesTheConnectionUsable()
    {
        using var scratch = new DuckScratch();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        Should.Throw<OperationCanceledException>(() => scratch.Connection.Execute(Endless, cancellation.Token));

        scratch.Scalar("SELECT 1::BIGINT").ShouldBe(1);
    }

    [Fact]
    public void Token_CancelledBetweenChunks_EndsTheStream()
    {
        using var scratch = new DuckScratch();
        using var cancellation = new CancellationTokenSource();
        using var reader = scratch.Connection.Query("SELECT i FROM range(100000000000) AS t(i)", cancellation.Token);
        reader.Read().ShouldBeTrue();

        cancellation.Cancel();

        Should.Throw<OperationCanceledException>(() =>
        {
            while (reader.Read())
            {
            }
        });
    }

    [Fact]
    public void Interrupt_OfAClosedConnection_DoesNothing()
    {
        using var scratch = new DuckScratch();
        var connection = scratch.Connect();
        connection.Dispose();

        Should.NotThrow(connection.Interrupt);
    }

    [Fact]
    public void Progress_OfALongQuery_Moves()
    {
        using var scratch = new DuckScratch();
        var connection = scratch.Connection;
        scratch.Execute("CREATE TABLE t AS SELECT i FROM range(20000000) AS t(i)");
        connection.Register(new ScalarFunction("slow", [DuckType.BigInt], DuckType.BigInt, (_, result) =>
        {
            Thread.Sleep(1);
            result.Values<long>().Clear();
        }));
        connection.TrackProgress();

        // Threads of its own for both: a busy pool would look at a query that has long ended.
        var query = new Thread(() => Should.Throw<DuckException>(() => connection.Execute("SELECT sum(slow(i)) FROM t", CancellationToken.None)));
        query.Start();
        var seen = -1.0;
        while (seen <= 0 && query.IsAlive)
        {
            seen = connection.Progress.Percentage;
            Thread.Sleep(1);
        }

        while (!query.Join(1))
            connection.Interrupt();
        seen.ShouldBeInRange(0.01, 100);
    }
}
