using System.IO.Compression;
using System.Security.Cryptography;
using Quern.Engine.TrainingSets;
using Quern.Stores.DuckDb;
using Quern.Stores.Sources;
using Quern.Stores.Tests.DuckDb;
using Quern.Stores.TrainingSets;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Tests.TrainingSets;

public sealed class OutputTests
{
    private const int Rows = 20_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void WhatKilledProcessesLeft_GoesWithTheNextRun_AndWhatOthersWrite_Stays()
    {
        using var scratch = Spine();
        using var spine = Open(scratch);
        // No process has so great a number; this one runs.
        string Draft(string of, int process) => scratch.FilePath($".{of}.{string.Concat(Environment.MachineName.Where(char.IsAsciiLetterOrDigit))}-{process}-abc.def.tmp");
        string[] left = [Draft("out.parquet", int.MaxValue), Draft("out.parquet.profile", int.MaxValue)], others = [Draft("out.parquet", Environment.ProcessId), Draft("out.parquet.profile", Environment.ProcessId), Draft("other.parquet", int.MaxValue)];
        foreach (var file in left.Concat(others)) File.WriteAllText(file, "half");

        Write(spine, scratch, "out.parquet", 1);

        left.Where(File.Exists).ShouldBeEmpty();
        others.Where(File.Exists).ShouldBe(others);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Parquet_OfEveryKindAndShape_HoldsTheSpineAndEachValue(int parts)
    {
        using var scratch = Spine();
        using var spine = Open(scratch);

        Write(spine, scratch, "out.parquet", parts);

        scratch.Scalar(
            $$""""
            SELECT count(*) FROM read_parquet('{{scratch.FilePath("out.parquet")}}') o POSITIONAL JOIN (SELECT *, file_row_number AS i FROM read_parquet('{{scratch.FilePath("spine.parquet")}}')) s
            WHERE o.id = s.id AND o."it's ""odd""" IS NOT DISTINCT FROM s."it's ""odd""" AND o.tags = s.tags
              AND bool IS NOT DISTINCT FROM CASE WHEN i % 7 > 0 THEN i % 2 = 0 END
              AND int32 IS NOT DISTINCT FROM CASE WHEN i % 7 > 0 THEN -i END
              AND int64 IS NOT DISTINCT FROM CASE WHEN i % 7 > 0 THEN i * 10000000000 END
              AND float32 IS NOT DISTINCT FROM CASE WHEN i % 7 > 0 THEN (i / 2)::FLOAT END
              AND float64 IS NOT DISTINCT FROM CASE WHEN i % 7 > 0 THEN i / 8 END
              AND string IS NOT DISTINCT FROM CASE WHEN i % 7 > 0 THEN 'ü ' || i END
              AND timestamp IS NOT DISTINCT FROM CASE WHEN i % 7 > 0 THEN make_timestamp(i * 1000)::TIMESTAMPTZ END
              AND embedding IS NOT DISTINCT FROM CASE WHEN i % 7 > 0 THEN [i, i / 2]::FLOAT[] END
              AND list_int64 IS NOT DISTINCT FROM CASE WHEN i % 7 > 0 THEN range(i % 4) END
              AND list_string IS NOT DISTINCT FROM CASE WHEN i % 7 > 0 THEN ['a', 'long enough to be kept elsewhere ' || i] END
              AND list_some IS NOT DISTINCT FROM CASE WHEN i % 7 > 0 THEN [NULLIF(item, 1)::INTEGER FOR item IN range(i % 4)] END
              AND list_texts IS NOT DISTINCT FROM CASE WHEN i % 7 > 0 THEN [NULL, 'text ' || i] END
              AND ranking IS NOT DISTINCT FROM CASE WHEN i % 7 > 0 THEN [{'value': 'x' || i, 'count': i + 1}, {'value': 'y', 'count': 1}] END
              AND histogram IS NOT DISTINCT FROM CASE WHEN i % 7 > 0 THEN MAP {i: 2::BIGINT, -1: 3::BIGINT} END
              AND int64__status = CASE WHEN i % 7 > 0 THEN 'PRESENT' ELSE 'OUTSIDE_MAX_AGE' END
            """").ShouldBe(Rows);
        Types(scratch, "out.parquet").ShouldBe(
            "id BIGINT, it's \"odd\" VARCHAR, tags INTEGER[], bool BOOLEAN, int32 INTEGER, int64 BIGINT, int64__status VARCHAR, float32 FLOAT, float64 DOUBLE, string VARCHAR, timestamp TIMESTAMP WITH TIME ZONE, embedding FLOAT[], "
            + "list_int64 BIGINT[], list_string VARCHAR[], list_some INTEGER[], list_texts VARCHAR[], ranking STRUCT(\"value\" VARCHAR, \"count\" BIGINT)[], histogram MAP(BIGINT, BIGINT)");
    }

    [Theory]
    [InlineData("out.csv", 1)]
    [InlineData("out.csv", 2)]
    [InlineData("out.csv.gz", 1)]
    public void Csv_HoldsListsAsJson(string file, int parts)
    {
        using var scratch = Spine();
        using var spine = Open(scratch);

        Write(spine, scratch, file, parts);

        using Stream content = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.OpenRead(scratch.FilePath(file)), CompressionMode.Decompress) : File.OpenRead(scratch.FilePath(file));
        var lines = new StreamReader(content).ReadToEnd().Split('\n');
        lines.Length.ShouldBe(Rows + 2);
        lines[0].ShouldBe("id,\"it's \"\"odd\"\"\",tags,bool,int32,int64,int64__status,float32,float64,string,timestamp,embedding,list_int64,list_string,list_some,list_texts,ranking,histogram");
        lines[1].ShouldBe("0,,\"[0, 1]\",,,,OUTSIDE_MAX_AGE,,,,,,,,,,,");
        lines[3].ShouldBe(
            "2,name 2,\"[2, 3]\",true,-2,20000000000,PRESENT,1.0,0.25,ü 2,1970-01-01 00:00:00.002+00,\"[2.0,1.0]\",\"[0,1]\",\"[\"\"a\"\",\"\"long enough to be kept elsewhere 2\"\"]\",\"[0,null]\",\"[null,\"\"text 2\"\"]\","
            + "\"[{\"\"value\"\":\"\"x2\"\",\"\"count\"\":3},{\"\"value\"\":\"\"y\"\",\"\"count\"\":1}]\",\"{\"\"2\"\":2,\"\"-1\"\":3}\"");
    }

    [Theory]
    [InlineData("out.parquet", 400_000)]
    [InlineData("out.csv.gz", 50_000)]
    public void Bytes_AreTheSameOnAnyNumberOfThreads(string file, int rows)
    {
        using var scratch = Spine(rows);
        var hashes = new HashSet<string>();
        foreach (var threads in new[] { 1, 2, 4, 2 })
        {
            using var spine = Open(scratch, threads);
            using var output = new DuckTrainingSetOutput(spine, file, scratch.Folder);
            output.Write(0, rows, [Reals(0, rows)], Cancellation);
            output.Finish(Cancellation);
            hashes.Add(Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(scratch.FilePath(file)))));
        }

        hashes.Count.ShouldBe(1);
    }

    [Fact]
    public void Output_OfASpineWithOddColumnNames_KeepsThem()
    {
        using var scratch = new DuckScratch();
        scratch.Execute($"COPY (SELECT 100 - i AS file_row_number, i AS rowid FROM range(50) r(i)) TO {DuckSql.Literal(scratch.FilePath("spine.parquet"))}");
        using var spine = Open(scratch);
        using var output = new DuckTrainingSetOutput(spine, "out.parquet", scratch.Folder);

        output.Write(0, 50, [Reals(0, 50)], Cancellation);
        output.Finish(Cancellation);

        Types(scratch, "out.parquet").ShouldBe("file_row_number BIGINT, rowid BIGINT, real DOUBLE");
        scratch.Scalar($"SELECT count(*) FROM read_parquet('{scratch.FilePath("out.parquet")}') WHERE file_row_number = 100 - rowid AND real = rowid / 8").ShouldBe(50);
    }

    [Fact]
    public void Output_OfNoRows_HasItsColumns()
    {
        using var scratch = Spine(rows: 0);
        using var spine = Open(scratch);
        using var output = new DuckTrainingSetOutput(spine, "out.parquet", scratch.Folder);

        output.Write(0, 0, [Reals(0, 0)], Cancellation);
        output.Finish(Cancellation);

        Types(scratch, "out.parquet").ShouldEndWith("real DOUBLE");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Output_ThatIsNotFinished_LeavesWhatWasThere(int parts)
    {
        using var scratch = Spine();
        File.WriteAllText(scratch.FilePath("out.parquet"), "the old one");
        using (var spine = Open(scratch))
        using (var output = new DuckTrainingSetOutput(spine, "out.parquet", scratch.Folder))
        {
            output.Write(0, Rows / parts, [Reals(0, Rows / parts)], Cancellation);
            File.ReadAllText(scratch.FilePath("out.parquet")).ShouldBe("the old one");
        }

        Directory.GetFiles(scratch.Folder).Select(Path.GetFileName).Order().ShouldBe(["out.parquet", "spine.parquet"]);
        File.ReadAllText(scratch.FilePath("out.parquet")).ShouldBe("the old one");
    }

    [Fact]
    public void Output_ThatIsFinished_ReplacesWhatWasThereAndLeavesNothingElse()
    {
        using var scratch = Spine();
        File.WriteAllText(scratch.FilePath("out.csv"), "the old one");
        using var spine = Open(scratch);

        Write(spine, scratch, "out.csv", 2);

        Directory.GetFiles(scratch.Folder).Select(Path.GetFileName).Order().ShouldBe(["out.csv", "spine.parquet"]);
        File.ReadAllText(scratch.FilePath("out.csv")).ShouldNotContain("the old one");
    }

    [Fact]
    public void Output_Cancelled_Stops()
    {
        using var scratch = Spine();
        using var spine = Open(scratch);
        using var output = new DuckTrainingSetOutput(spine, "out.parquet", scratch.Folder);

        Should.Throw<OperationCanceledException>(() => output.Write(0, Rows, [Reals(0, Rows)], new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData("out.xlsx", "QRN3100")]
    [InlineData("folder.csv", "QRN3101")]
    [InlineData("absent/out.csv", "QRN3102")]
    [InlineData("spine.parquet", "QRN3107")]
    public void Path_ThatCannotBeWritten_IsFoundBeforeAnyWork(string path, string code)
    {
        using var scratch = Spine();
        Directory.CreateDirectory(scratch.FilePath("folder.csv"));
        using var spine = Open(scratch);

        Should.Throw<QuernException>(() => new DuckTrainingSetOutput(spine, path, scratch.Folder)).Findings.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public void Folder_ThatAdmitsNoFile_IsAClearError()
    {
        const string ReadOnly = "/proc/sys/kernel";
        Assert.SkipUnless(Directory.Exists(ReadOnly), "no folder here that refuses every user");
        using var scratch = Spine();
        using var spine = Open(scratch);
        using var output = new DuckTrainingSetOutput(spine, $"{ReadOnly}/out.parquet", scratch.Folder);

        var finding = Should.Throw<QuernException>(() => output.Write(0, Rows, [Reals(0, Rows)], Cancellation)).Findings.ShouldHaveSingleItem();

        finding.Code.ShouldBeOneOf("QRN3102", "QRN3103", "QRN3106");
        finding.Message.ShouldStartWith($"output '{ReadOnly}/out.parquet' ");
    }

    private static DuckScratch Spine(int rows = Rows)
    {
        var scratch = new DuckScratch();
        scratch.Execute(
            $"COPY (SELECT i AS id, CASE WHEN i > 0 THEN 'name ' || i END AS \"it's \"\"odd\"\"\", [i::INTEGER, i::INTEGER + 1] AS tags FROM range({rows}) r(i)) "
            + $"TO {DuckSql.Literal(scratch.FilePath("spine.parquet"))} (ROW_GROUP_SIZE 5000)");
        return scratch;
    }

    private static DuckSpine Open(DuckScratch scratch, int threads = 2) => DuckSpine.Open("spine.parquet", scratch.Folder, new DuckResources { Threads = threads });

    private static void Write(DuckSpine spine, DuckScratch scratch, string file, int parts)
    {
        using var output = new DuckTrainingSetOutput(spine, file, scratch.Folder);
        var size = (Rows + parts - 1) / parts;
        for (var first = 0; first < Rows; first += size)
        {
            var count = Math.Min(size, Rows - first);
            output.Write(first, count, EveryKind(first, count), Cancellation);
        }

        output.Finish(Cancellation);
    }

    private static TrainingColumn Reals(int first, int count) => Column("real", DataType.Scalar(ValueKind.Float64), first, count, i => Value.Of(i / 8.0), _ => false);

    private static List<TrainingColumn> EveryKind(int first, int count)
    {
        TrainingColumn Of(string name, DataType type, Func<int, Value> value) => Column(name, type, first, count, value, i => i % 7 == 0);
        var columns = new List<TrainingColumn>
        {
            Of("bool", DataType.Scalar(ValueKind.Boolean), i => Value.Of(i % 2 == 0)),
            Of("int32", DataType.Scalar(ValueKind.Int32), i => Value.Of(-i)),
            Of("int64", DataType.Scalar(ValueKind.Int64), i => Value.Of(i * 10_000_000_000)),
            Of("float32", DataType.Scalar(ValueKind.Float32), i => Value.Of(i / 2f)),
            Of("float64", DataType.Scalar(ValueKind.Float64), i => Value.Of(i / 8.0)),
            Of("string", DataType.Scalar(ValueKind.String), i => Value.Of($"ü {i}")),
            Of("timestamp", DataType.Scalar(ValueKind.Timestamp), i => Value.Of(new Instant(i * 1000L))),
            Of("embedding", DataType.Scalar(ValueKind.Embedding), i => Value.Of((float[])[i, i / 2f])),
            Of("list_int64", DataType.List(ValueKind.Int64), i => Value.List(ValueKind.Int64, [.. Enumerable.Range(0, i % 4).Select(item => Value.Of((long)item))])),
            Of("list_string", DataType.List(ValueKind.String), i => Value.List(ValueKind.String, [Value.Of("a"), Value.Of($"long enough to be kept elsewhere {i}")])),
            Of("list_some", DataType.NullableList(ValueKind.Int32), i => Value.NullableList(ValueKind.Int32, [.. Enumerable.Range(0, i % 4).Select(item => item == 1 ? Value.Null : Value.Of(item))])),
            Of("list_texts", DataType.NullableList(ValueKind.String), i => Value.NullableList(ValueKind.String, [Value.Null, Value.Of($"text {i}")])),
            Of("ranking", new(DataShape.Ranking, ValueKind.String), i => Value.Counts(DataShape.Ranking, ValueKind.String, [new(Value.Of($"x{i}"), i + 1), new(Value.Of("y"), 1)])),
            Of("histogram", new(DataShape.Histogram, ValueKind.Int64), i => Value.Counts(DataShape.Histogram, ValueKind.Int64, [new(Value.Of((long)i), 2), new(Value.Of(-1L), 3)])),
        };
        columns.Insert(3, new("int64__status", columns[2].Values, Statuses: true));
        return columns;
    }

    private static TrainingColumn Column(string name, DataType type, int first, int count, Func<int, Value> value, Func<int, bool> isOld)
    {
        var values = new ResultColumn(type, count);
        var writer = values.OpenWriter();
        for (var row = 0; row < count; row++)
        {
            if (isOld(first + row)) writer.SetNull(row, FeatureStatus.OutsideMaxAge);
            else writer.Set(row, value(first + row), FeatureStatus.Present);
        }

        return new(name, values, Statuses: false);
    }

    private static string Types(DuckScratch scratch, string file)
    {
        using var statement = scratch.Connection.Prepare($"SELECT * FROM read_parquet('{scratch.FilePath(file)}')");
        return string.Join(", ", statement.DescribeColumns().Select(column => $"{column.Name} {column.Type}"));
    }
}
