using System.Globalization;
using Npgsql;

namespace Quern.Connectors.Tests.Postgres;

[Collection(PostgresTests.Name)]
public sealed class RandomChangesTests(PostgresCluster cluster)
{
    private const int Keys = 12;
    private const int Steps = 400;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void RandomChanges_ThroughRandomCrashes_AreWhatTheDatabaseSays(int seed)
    {
        var random = new Random(seed);
        using var database = cluster.NewDatabase();
        Prepare(database);
        using var project = new CustomersProject(database.Connection);
        project.Feed();
        // A crash before the rows are copied begins with those that are there then.
        project.WaitForCount(Keys - 2);

        // Two at a time, each with keys of its own, so that changes of transactions lie between each other in the server's log.
        Writer[] writers = [new(database, random, 0), new(database, random, 1)];
        for (var step = 0; step < Steps; step++)
        {
            writers[random.Next(2)].Step();
            if (random.Next(40) == 0)
            {
                project.Crash();
                project.Feed();
            }

            if (step != Steps / 2) continue;
            foreach (var writer in writers) writer.End();
            cluster.Kill();
            cluster.Start();
            database.Reconnect();
        }

        foreach (var writer in writers) writer.End();
        var expected = database.Ask("SELECT id, city, balance, op FROM history ORDER BY seq");
        project.WaitForCount(expected.Length);
        Group(project.Events("changed_at")).ShouldBe(Group(expected), $"seed {seed}");

        long[] ids = [.. Enumerable.Range(1, Keys).Select(id => (long)id)];
        var now = ids.Select(id => database.AskOne(
            $"""
            SELECT (SELECT city FROM customers WHERE id = {id}), (SELECT balance FROM customers WHERE id = {id}), count(*), sum(balance)
            FROM history WHERE id = {id} AND op <> 'delete'
            """)).ToArray();
        project.Served(ids).ShouldBe(now, $"seed {seed}");
        project.Trained(ids).ShouldBe(now, $"seed {seed}");
        project.DeadLetters().ShouldBeEmpty();
    }

    // What a trigger writes down in the transaction of the change is what the stream must have.
    private static void Prepare(TestDatabase database) => database.Do(
        "CREATE TABLE customers (id bigint PRIMARY KEY, city text, balance double precision)",
        "CREATE TABLE history (seq bigserial, id bigint, city text, balance double precision, op text)",
        """
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' THEN INSERT INTO history (id, op) VALUES (OLD.id, 'delete'); RETURN NULL; END IF;
          IF TG_OP = 'UPDATE' AND OLD.id <> NEW.id THEN INSERT INTO history (id, op) VALUES (OLD.id, 'delete'); END IF;
          INSERT INTO history (id, city, balance, op) VALUES (NEW.id, NEW.city, NEW.balance, lower(TG_OP)); RETURN NULL;
        END $$
        """,
        "CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON customers FOR EACH ROW EXECUTE FUNCTION note()",
        $"INSERT INTO customers SELECT i, 'first', 0.25 * i FROM generate_series(3, {Keys}) i");

    private static string[] Group(string[] rows) => [.. rows.GroupBy(row => row.Split('|')[0]).OrderBy(group => long.Parse(group.Key, CultureInfo.InvariantCulture)).Select(group => string.Join(' ', group))];

    private sealed class Writer(TestDatabase database, Random random, int parity)
    {
        private NpgsqlConnection? _connection;
        private NpgsqlTransaction? _transaction;

        public void Step()
        {
            _connection ??= database.Connect();
            _transaction ??= _connection.BeginTransaction();
            switch (random.Next(10))
            {
                case 0:
                    _transaction.Rollback();
                    _transaction = null;
                    break;
                case < 4:
                    _transaction.Commit();
                    _transaction = null;
                    break;
                case 4 when random.Next(12) == 0:
                    // More than a batch holds.
                    Do($"INSERT INTO customers SELECT i, 'many', i FROM generate_series({1000 + parity}, 26000, 2) i ON CONFLICT (id) DO UPDATE SET balance = customers.balance + 1");
                    break;
                default:
                    Change();
                    break;
            }
        }

        public void End()
        {
            _transaction?.Commit();
            _connection?.Dispose();
            (_connection, _transaction) = (null, null);
        }

        private void Change()
        {
            var (id, other, balance) = (Key(), Key(), (random.Next(-400, 400) * 0.25).ToString(CultureInfo.InvariantCulture));
            Do(random.Next(5) switch
            {
                0 => $"DELETE FROM customers WHERE id = {id}",
                1 => $"UPDATE customers SET id = {other} WHERE id = {id} AND NOT EXISTS (SELECT FROM customers WHERE id = {other})",
                2 => $"UPDATE customers SET balance = {balance} WHERE id = {id}",
                _ => $"INSERT INTO customers VALUES ({id}, 'c{random.Next(100)}', {(random.Next(5) == 0 ? "NULL" : balance)}) ON CONFLICT (id) DO UPDATE SET city = excluded.city, balance = excluded.balance",
            });
        }

        private int Key() => (random.Next(Keys / 2) * 2) + 2 - parity;

        private void Do(string sql)
        {
            using var command = new NpgsqlCommand(sql, _connection, _transaction);
            command.ExecuteNonQuery();
        }
    }
}
