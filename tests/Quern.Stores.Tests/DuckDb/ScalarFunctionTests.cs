using System.Text;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Tests.DuckDb;

public sealed class ScalarFunctionTests
{
    [Fact]
    public void Copy_WithComputedColumnsOverManyThreads_KeepsTheSourcesOrder()
    {
        const int Rows = 3_000_000;
        using var scratch = new DuckScratch(new DuckOptions { Threads = 4 });
        var spine = DuckSql.Literal(scratch.FilePath("spine.parquet"));
        var output = DuckSql.Literal(scratch.FilePath("out.parquet"));
        var feature = new double[Rows];
        for (var i = 0; i < Rows; i++)
            feature[i] = i * 0.5;
        var threads = new HashSet<int>();
        scratch.Connection.Register(new ScalarFunction("feature", [DuckType.BigInt], DuckType.Double, (input, result) =>
        {
            lock (threads)
                threads.Add(Environment.CurrentManagedThreadId);
            var ordinals = input[0].Values<long>();
            var values = result.Values<double>();
            for (var i = 0; i < ordinals.Length; i++)
                values[i] = feature[ordinals[i]];
        }));
        scratch.Execute($"COPY (SELECT i AS id, i % 97 AS k FROM range({Rows}) AS t(i)) TO {spine} (ROW_GROUP_SIZE 100000)");

        scratch.Execute($"COPY (SELECT s.*, feature(s.file_row_number) AS f FROM read_parquet({spine}) s) TO {output}");

        threads.Count.ShouldBeGreaterThan(1);
        scratch.Scalar(
            $"SELECT count(*) FROM read_parquet({output}, file_row_number = true) " +
            "WHERE id = file_row_number AND k = file_row_number % 97 AND f = file_row_number * 0.5").ShouldBe(Rows);
    }

    [Fact]
    public void Function_OfNullsTextListsStructsAndMaps_WritesEveryKind()
    {
        using var scratch = new DuckScratch();
        scratch.Connection.Register(new ScalarFunction("maybe", [DuckType.BigInt], DuckType.BigInt, (input, result) =>
        {
            for (var i = 0; i < input.Count; i++)
            {
                if (input[0].Values<long>()[i] % 2 == 0) result.SetNull(i);
                else result.Values<long>()[i] = input[0].Values<long>()[i];
            }
        }));
        scratch.Connection.Register(new ScalarFunction("say", [DuckType.BigInt], DuckType.Varchar, (input, result) =>
        {
            for (var i = 0; i < input.Count; i++)
                result.SetText(i, Encoding.UTF8.GetBytes(new string('é', (int)input[0].Values<long>()[i])));
        }));
        scratch.Connection.Register(new ScalarFunction("upto", [DuckType.BigInt], DuckType.List(DuckType.BigInt), (input, result) =>
        {
            var ends = input[0].Values<long>();
            var elements = 0;
            for (var i = 0; i < ends.Length; i++)
            {
                result.Lists[i] = new((ulong)elements, (ulong)ends[i]);
                elements += (int)ends[i];
            }

            var values = result.Elements(elements).Values<long>();
            var next = 0;
            foreach (var end in ends)
            {
                for (var j = 0L; j < end; j++)
                    values[next++] = j;
            }
        }));
        var pair = DuckType.Struct(new DuckField("a", DuckType.BigInt), new DuckField("b", DuckType.Varchar));
        scratch.Connection.Register(new ScalarFunction("pair", [DuckType.BigInt], pair, (input, result) =>
        {
            for (var i = 0; i < input.Count; i++)
            {
                result.Field(0).Values<long>()[i] = input[0].Values<long>()[i];
                result.Field(1).SetText(i, "b"u8);
            }
        }));
        scratch.Connection.Register(new ScalarFunction("tally", [DuckType.BigInt], DuckType.Map(DuckType.Varchar, DuckType.BigInt), (input, result) =>
        {
            var entries = result.Elements(input.Count);
            for (var i = 0; i < input.Count; i++)
            {
                result.Lists[i] = new((ulong)i, 1);
                entries.Field(0).SetText(i, "key"u8);
                entries.Field(1).Values<long>()[i] = input[0].Values<long>()[i];
            }
        }));

        scratch.Scalar(
            """
            SELECT count(*) FROM range(5000) AS t(i)
            WHERE maybe(i) IS NOT DISTINCT FROM (CASE WHEN i % 2 = 1 THEN i END)
              AND say(i % 40) = repeat('é', (i % 40)::BIGINT)
              AND upto(i % 7) = range(i % 7)
              AND pair(i).a = i AND pair(i).b = 'b'
              AND tally(i)['key'] = i
            """).ShouldBe(5000);
    }

    [Fact]
    public void Function_OfAConstant_IsCalledForEveryRow()
    {
        using var scratch = new DuckScratch();
        var next = 0L;
        scratch.Connection.Register(new ScalarFunction("ticket", [DuckType.BigInt], DuckType.BigInt, (input, result) =>
        {
            foreach (ref var value in result.Values<long>())
                value = Interlocked.Increment(ref next);
        }));

        scratch.Scalar("SELECT count(DISTINCT x) FROM (SELECT ticket(1) AS x FROM range(10000))").ShouldBe(10000);
    }

    [Fact]
    public void Function_OfANull_SeesIt()
    {
        using var scratch = new DuckScratch();
        scratch.Connection.Register(new ScalarFunction("is_missing", [DuckType.BigInt], DuckType.BigInt, (input, result) =>
        {
            for (var i = 0; i < input.Count; i++)
                result.Values<long>()[i] = input[0].IsValid(i) ? 0 : 1;
        }));

        scratch.Scalar("SELECT sum(is_missing(CASE WHEN i % 4 <> 0 THEN i END))::BIGINT FROM range(4000) AS t(i)").ShouldBe(1000);
    }

    [Fact]
    public void Exception_InAFunction_IsTheCauseOfTheQuerysError()
    {
        using var scratch = new DuckScratch();
        var cause = new InvalidOperationException("the row 77 is rotten");
        scratch.Connection.Register(new ScalarFunction("rot", [DuckType.BigInt], DuckType.BigInt, (_, _) => throw cause));

        var failure = Should.Throw<DuckException>(() => scratch.Execute("SELECT rot(i) FROM range(100000) AS t(i)"));

        failure.Kind.ShouldBe(DuckErrorKind.Callback);
        failure.InnerException.ShouldBeSameAs(cause);
        scratch.Scalar("SELECT 1::BIGINT").ShouldBe(1);
    }
}
