using System.Text;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Tests.DuckDb;

public sealed class DuckReaderTests
{
    [Fact]
    public void Values_OfEachFixedWidth_AreReadInPlace()
    {
        using var scratch = new DuckScratch();

        using var reader = scratch.QueryFirst(
            "SELECT true, -7::TINYINT, -300::SMALLINT, -70000::INTEGER, -5000000000::BIGINT, 255::UTINYINT, 18446744073709551615::UBIGINT, " +
            "1.5::FLOAT, -2.25::DOUBLE, -170141183460469231731687303715884105727::HUGEINT");

        var chunk = reader.Chunk;
        chunk.Count.ShouldBe(1);
        chunk.ColumnCount.ShouldBe(10);
        chunk[0].Values<bool>()[0].ShouldBeTrue();
        chunk[1].Values<sbyte>()[0].ShouldBe((sbyte)-7);
        chunk[2].Values<short>()[0].ShouldBe((short)-300);
        chunk[3].Values<int>()[0].ShouldBe(-70000);
        chunk[4].Values<long>()[0].ShouldBe(-5000000000);
        chunk[5].Values<byte>()[0].ShouldBe((byte)255);
        chunk[6].Values<ulong>()[0].ShouldBe(ulong.MaxValue);
        chunk[7].Values<float>()[0].ShouldBe(1.5f);
        chunk[8].Values<double>()[0].ShouldBe(-2.25);
        chunk[9].Values<Int128>()[0].ShouldBe(-Int128.MaxValue);
    }

    [Fact]
    public void Times_OfEachUnit_AreTicksOfThatUnitSince1970()
    {
        using var scratch = new DuckScratch();

        using var reader = scratch.QueryFirst(
            "SELECT DATE '1969-12-31', TIMESTAMP_S '1970-01-01 00:00:02', TIMESTAMP_MS '1970-01-01 00:00:00.003', " +
            "TIMESTAMP '1969-12-31 23:59:59.999999', TIMESTAMP_NS '1970-01-01 00:00:00.000000005', TIMESTAMPTZ '1970-01-01 01:00:00+01:00'");

        var chunk = reader.Chunk;
        chunk[0].Values<int>()[0].ShouldBe(-1);
        chunk[1].Values<long>()[0].ShouldBe(2);
        chunk[2].Values<long>()[0].ShouldBe(3);
        chunk[3].Values<long>()[0].ShouldBe(-1);
        chunk[4].Values<long>()[0].ShouldBe(5);
        chunk[5].Values<long>()[0].ShouldBe(0);
    }

    [Fact]
    public void Decimals_OfEachWidth_AreUnscaledIntegersOfTheStorageType()
    {
        using var scratch = new DuckScratch();

        using var reader = scratch.QueryFirst(
            "SELECT -12.3::DECIMAL(4,1), 1234567.89::DECIMAL(9,2), -1.001::DECIMAL(18,3), 12345678901234567890.5::DECIMAL(38,1)");

        var chunk = reader.Chunk;
        reader.Columns.Select(column => column.Type.StorageId)
            .ShouldBe([DuckTypeId.SmallInt, DuckTypeId.Integer, DuckTypeId.BigInt, DuckTypeId.HugeInt]);
        chunk[0].Values<short>()[0].ShouldBe((short)-123);
        chunk[1].Values<int>()[0].ShouldBe(123456789);
        chunk[2].Values<long>()[0].ShouldBe(-1001);
        chunk[3].Values<Int128>()[0].ShouldBe(Int128.Parse("123456789012345678905", null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("twelve bytes")]
    [InlineData("thirteen byte")]
    [InlineData("日本語のテキスト")]
    [InlineData("🛫 ORD → JFK, with a tail that is well past the inline limit")]
    [InlineData("a\0b")]
    public void Text_OfAnyLength_IsItsUtf8Bytes(string text)
    {
        using var scratch = new DuckScratch();
        using var statement = scratch.Connection.Prepare("SELECT ?::VARCHAR");
        statement.Bind(1, text);

        using var reader = statement.Query(TestContext.Current.CancellationToken);

        reader.Read().ShouldBeTrue();
        Encoding.UTF8.GetString(reader.Chunk[0].Text(0)).ShouldBe(text);
    }

    [Fact]
    public void Text_OfARowPastTheEnd_IsRefused()
    {
        using var scratch = new DuckScratch();
        using var reader = scratch.QueryFirst("SELECT 'x'");

        Should.Throw<ArgumentOutOfRangeException>(() => reader.Chunk[0].Text(1).Length);
    }

    [Fact]
    public void Validity_OfAColumnWithNulls_HasABitClearedForEach()
    {
        using var scratch = new DuckScratch();

        using var reader = scratch.QueryFirst("SELECT CASE WHEN i % 3 = 0 THEN NULL ELSE i END AS x FROM range(200) AS t(i)");

        var column = reader.Chunk[0];
        column.Validity.Length.ShouldBe(4);
        for (var row = 0; row < 200; row++)
            column.IsValid(row).ShouldBe(row % 3 != 0);
    }

    [Fact]
    public void Validity_OfAColumnWithoutNulls_IsEmpty()
    {
        using var scratch = new DuckScratch();

        using var reader = scratch.QueryFirst("SELECT i AS x FROM range(200) AS t(i)");

        reader.Chunk[0].Validity.IsEmpty.ShouldBeTrue();
        reader.Chunk[0].IsValid(199).ShouldBeTrue();
    }

    [Fact]
    public void Lists_OfSeveralRows_AreEntriesIntoOneRunOfElements()
    {
        using var scratch = new DuckScratch();

        using var reader = scratch.QueryFirst("SELECT x FROM (VALUES (['a','bb']), ([]), (NULL), ([NULL,'c'])) AS t(x)");

        var column = reader.Chunk[0];
        var elements = column.Elements;
        column.Lists[0].Length.ShouldBe(2ul);
        column.Lists[1].Length.ShouldBe(0ul);
        column.IsValid(2).ShouldBeFalse();
        var last = (int)column.Lists[3].Offset;
        Encoding.UTF8.GetString(elements.Text(1)).ShouldBe("bb");
        elements.IsValid(last).ShouldBeFalse();
        Encoding.UTF8.GetString(elements.Text(last + 1)).ShouldBe("c");
    }

    [Fact]
    public void Nested_StructMapAndArray_AreReadThroughTheirChildren()
    {
        using var scratch = new DuckScratch();

        using var reader = scratch.QueryFirst(
            "SELECT {'a': 7::BIGINT, 'b': 'x'}, MAP {'k': 1::BIGINT, 'l': 2::BIGINT}, [1.5, 2.5]::DOUBLE[2], 'two'::ENUM('one','two')");

        var chunk = reader.Chunk;
        chunk[0].Field(0).Values<long>()[0].ShouldBe(7);
        Encoding.UTF8.GetString(chunk[0].Field(1).Text(0)).ShouldBe("x");
        chunk[1].Lists[0].Length.ShouldBe(2ul);
        Encoding.UTF8.GetString(chunk[1].Elements.Field(0).Text(1)).ShouldBe("l");
        chunk[1].Elements.Field(1).Values<long>()[1].ShouldBe(2);
        chunk[2].ArrayElements(2).Values<double>().ToArray().ShouldBe([1.5, 2.5]);
        reader.Columns[3].Type.Members[chunk[3].Values<byte>()[0]].ShouldBe("two");
    }

    [Fact]
    public void Stream_OfMillionsOfRows_ComesInOrderWithBoundedMemory()
    {
        const int Rows = 4_000_000;
        // Read at once this result would take 192 MB.
        using var scratch = new DuckScratch(new DuckOptions { Threads = 2, MemoryLimit = 64 << 20 });

        using var reader = scratch.Query($"SELECT i, i * 2, i * 3, i * 5, i * 7, i * 11 FROM range({Rows}) AS t(i)");
        var next = 0L;
        while (reader.Read())
        {
            foreach (var value in reader.Chunk[0].Values<long>())
                next = value == next ? next + 1 : throw new InvalidOperationException($"row {next} holds {value}");
        }

        next.ShouldBe(Rows);
    }

    [Fact]
    public void Stream_LeftHalfRead_EndsAndTheConnectionGoesOn()
    {
        using var scratch = new DuckScratch();

        using (var reader = scratch.QueryFirst("SELECT i FROM range(10000000) AS t(i)"))
            reader.Chunk.Count.ShouldBePositive();

        scratch.Scalar("SELECT 42::BIGINT").ShouldBe(42);
    }
}
