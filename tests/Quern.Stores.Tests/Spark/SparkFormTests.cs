using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Schema;
using Quern.Stores.Delta;
using Quern.Stores.Objects;
using Quern.Stores.Sources;
using Quern.Stores.Spark;
using Quern.Stores.Tests.DuckDb;
using Quern.Stores.TrainingSets;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Tests.Spark;

/// <summary>Scripts over every type of column, kind of value and format of source.</summary>
public sealed class SparkFormTests : IDisposable
{
    private const string Texts = "['', 'a', 'ann', '~', '=', chr(92) || 'N', 'a' || chr(9) || 'b', 'x' || chr(10) || 'y', chr(13), '100%', '%09', 'a,b:c[', 'ü日本', '''\"`', NULL]";
    private const string Reals = "[0.1, -0.0, 1e16, 5e-324, 1.7976931348623157e308, -1e-7, 1/3, 123456789.125, NULL]";

    private readonly DuckScratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Script_OverEveryKindOfColumn_GivesTheBitsOfTheTrainingSet(bool keyed, bool asKnown)
    {
        var service = PlanOf(keyed ? new KeyedOddFeatures() : new OddFeatures()).Services["everything"];
        var seed = Environment.TickCount;
        Write(seed);
        using var reader = new DuckSourceReader(_scratch.Folder);
        var order = new TrainingSetOrder { Service = "everything", Spine = "spine.parquet", Out = "whole.parquet", AsKnown = asKnown, Statuses = true };
        new TrainingSetMaker(reader, new HistoryLimits(2, 1 << 28), 1, _scratch.Folder).Make(order, service, _scratch.FilePath("bad"), null, TestContext.Current.CancellationToken);
        new SparkForm(reader, _scratch.Folder, _scratch.Folder).Write(order with { Out = "made" }, service, 1, [1], "script/train.sql");
        using var spark = new SparkStandIn(Directory.CreateDirectory(_scratch.FilePath("files")).FullName, KernelCommands.InProcess(service), 1, 7);
        spark.Run(File.ReadAllText(_scratch.FilePath("script/train.sql")));
        SparkScenarioTests.Same(spark.Connection, _scratch.FilePath("whole.parquet"), _scratch.FilePath("made/*.parquet")).ShouldBe("", $"seed {seed}");
        // What is compared is there at all: rows, lookups that found something, texts with a tab in them.
        _scratch.Scalar($"SELECT count(*) FROM read_parquet('{_scratch.FilePath("made/*.parquet")}')").ShouldBe(300);
        _scratch.Scalar($"SELECT count(*) FROM read_parquet('{_scratch.FilePath("made/*.parquet")}') WHERE list_has_any(people__lasts, ['tab' || chr(9), 'plain']) OR contains(said, chr(9))").ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Objects_AreWhatSparkCallsThem_AndGiveTheBitsOfTheTrainingSet()
    {
        var service = PlanOf(new OddFeatures()).Services["everything"];
        Write(seed: 2);
        Directory.CreateDirectory(_scratch.FilePath("buckets/shop/data"));
        foreach (var file in (string[])["data/0.parquet", "data/1.parquet", "spine.parquet"]) File.Copy(_scratch.FilePath(file), _scratch.FilePath("buckets/shop/" + file));
        var stored = Over(service, source => source.Name == "rows" ? source with { Location = "s3://shop/data/*.parquet" } : source);
        using var storage = new ObjectStorage(bucket => new FolderObjectStore(_scratch.FilePath("buckets/" + bucket), bucket, TimeProvider.System), _scratch.FilePath("cache"), 1 << 30, TimeProvider.System);
        using var reader = new DuckSourceReader(_scratch.Folder, storage: storage);
        var order = new TrainingSetOrder { Service = "everything", Spine = "spine.parquet", Out = "whole.parquet" };
        new TrainingSetMaker(reader, new HistoryLimits(2, 1 << 28), 1, _scratch.Folder).Make(order, service, _scratch.FilePath("bad"), null, TestContext.Current.CancellationToken);

        new SparkForm(reader, _scratch.Folder, _scratch.Folder, storage).Write(order with { Spine = "s3://shop/spine.parquet", Out = "s3://shop/made" }, stored, 1, [1], "script/train.sql");

        var script = File.ReadAllText(_scratch.FilePath("script/train.sql"));
        foreach (var line in (string[])["SET quern.s3=s3a;", "(path '${quern.s3}://shop/data/*.parquet')", "(path '${quern.s3}://shop/spine.parquet')", "SET quern.out=${quern.s3}://shop/made;"]) script.ShouldContain(line);
        using var spark = new SparkStandIn(Directory.CreateDirectory(_scratch.FilePath("files")).FullName, KernelCommands.InProcess(stored), 3);
        spark.Run(script.Replace("${quern.s3}://", $"file://{_scratch.FilePath("buckets")}/", StringComparison.Ordinal));
        SparkScenarioTests.Same(spark.Connection, _scratch.FilePath("whole.parquet"), _scratch.FilePath("buckets/shop/made/*.parquet")).ShouldBe("");
    }

    [Fact]
    public void WhatSparkCannotRead_IsTold_AllAtOnce()
    {
        Write(seed: 1);
        using var reader = new DuckSourceReader(_scratch.Folder);
        var service = PlanOf(new OddFeatures()).Services["everything"];
        ServicePlan Over(Func<Quern.Definitions.SourceDefinition, Quern.Definitions.SourceDefinition> change) => SparkFormTests.Over(service, change);
        Complaints(reader, Over(source => source with { Location = "data/**/*.parquet" })).ShouldContain("QRN6827 source 'rows' cannot be read by a Spark script: its location 'data/**/*.parquet' has **, which Spark does not know");
        Complaints(reader, Over(source => source with { Format = Quern.Definitions.SourceFormat.NdJson })).ShouldContain("QRN6827 source 'lines' cannot be read by a Spark script: it is NDJSON, and a script reads Parquet, CSV and Delta tables");
        Complaints(reader, Over(source => source with { Format = Quern.Definitions.SourceFormat.Stream, Stream = "s" })).Count.ShouldBe(2);
        _scratch.Execute($"COPY (SELECT * REPLACE (1.5::DECIMAL(18, 2) AS price, make_timestamp_ns(1000) AS \"at\") FROM read_parquet('{_scratch.FilePath("data/0.parquet")}')) TO '{_scratch.FilePath("wide.parquet")}' (FORMAT parquet)");
        Complaints(reader, Over(source => source.Name == "rows" ? source with { Location = "wide.parquet" } : source)).ShouldBe([
            "QRN6828 source 'rows': column 'at' is TIMESTAMP_NS, which a Spark script cannot hand to the kernel: Spark's instants are of microseconds",
            "QRN6828 source 'rows': column 'price' is DECIMAL(18,2), which a Spark script cannot hand to the kernel: decimals of more than 15 digits are not rounded alike by all engines",
        ]);
        File.WriteAllText(_scratch.FilePath("spine.csv"), "who\n");
        Complaints(reader, service, "spine.csv").ShouldBe(["QRN6829 spine 'spine.csv' is not Parquet"]);
        _scratch.Execute($"COPY (SELECT 1 AS quern_row, 2 AS who, now() AS t) TO '{_scratch.FilePath("odd.parquet")}' (FORMAT parquet)");
        Complaints(reader, service, "odd.parquet").ShouldBe(["QRN3002 spine 'odd.parquet' has no column 'where' (int64)", "QRN3002 spine 'odd.parquet' has no column 'amount' (float64)", "QRN3002 spine 'odd.parquet' has no column 'note' (string)"]);
        Directory.Exists(_scratch.FilePath("script")).ShouldBeFalse();
    }

    private List<string> Complaints(DuckSourceReader reader, ServicePlan service, string spine = "spine.parquet") =>
        [.. Should.Throw<QuernException>(() => new SparkForm(reader, _scratch.Folder, _scratch.Folder).Write(new() { Service = "everything", Spine = spine, Out = "made" }, service, 1, [1], "script/train.sql")).Findings.Select(finding => $"{finding.Code} {finding.Message}")];

    // The features of attributes over another source.
    private static ServicePlan Over(ServicePlan service, Func<Quern.Definitions.SourceDefinition, Quern.Definitions.SourceDefinition> change) => service with
    {
        Reads = [.. service.Reads.Select(read => read.View is AttributeViewPlan view ? read with { View = view with { View = view.View with { Source = change(view.View.Source) } } } : read)],
    };

    private static RepositoryPlan PlanOf(FeatureRepository repository)
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(repository), new PlanOptions());
        findings.ShouldBeEmpty();
        return plan!;
    }

    private void Write(int seed)
    {
        _scratch.Execute("SET TimeZone = 'UTC'");
        Directory.CreateDirectory(_scratch.FilePath("data"));
        for (var file = 0; file < 2; file++) Copy($"data/{file}.parquet", Rows(600, (seed % 1000) + file));
        Copy("spine.parquet", $"SELECT i AS label, {Time("i * 11", seed % 1000)} AS event_timestamp, {Pick(Texts, "i * 3", seed % 1000)} AS who, {Pick("[1, 2, 3, NULL]", "i * 5", 7)} AS \"where\", (i % 7) / 2 AS amount, {Pick(Texts, "i", 3)} AS note FROM range(300) t(i)");
        _scratch.Execute($"COPY (SELECT strftime({Time("i", 3)}, '%Y-%m-%dT%H:%M:%SZ') AS at, {Pick(Texts, "i * 7", 1)} AS who, {Pick(Reals, "i", 2)} AS real, {Pick(Texts, "i * 13", 5)} AS text, i % 40 AS number FROM range(200) t(i)) TO '{_scratch.FilePath("lines.csv")}' (FORMAT csv, HEADER, FORCE_QUOTE (who, text))");
        WriteTable();
    }

    private static string Rows(int count, int seed) =>
        $"""
        SELECT {Time("i", seed)} AS at, CASE WHEN i % 3 = 0 THEN {Time("i", seed)} + INTERVAL (i % 50) HOUR END AS known, {Pick(Texts, "i * 7", seed)} AS who, {Pick("[1, 2, 3, NULL]", "i * 5", seed)}::SMALLINT AS "where",
          {Pick("[-3, 0, 1, 2, 9007199254740993, NULL]", "i * 9", seed)}::BIGINT AS amount, {Pick(Reals, "i * 2", seed)} AS real, {Pick("[-5, 0, 9007199254740992, NULL]", "i * 4", seed)}::BIGINT AS whole,
          {Pick("[0.01, 1234567.89, -0.1, NULL]", "i * 6", seed)}::DECIMAL(9, 2) AS price, {Pick("['nan', 'inf', '-inf', '1.5', '-0.0', NULL]", "i * 8", seed)}::DOUBLE AS wild, {Pick("[0.1, -0.0, 3.4e38, 1e-45, NULL]", "i", seed)}::FLOAT AS single,
          {Pick("[true, false, NULL]", "i", seed)} AS flag, {Pick(Texts, "i * 17", seed)} AS text, {Pick("[0, -1, 1700000000123, NULL]", "i * 19", seed)}::BIGINT AS seen,
          {Pick("[[0.1, -0.0], [1e10, 3], NULL]", "i", seed)}::DOUBLE[] AS taste, {Pick("[[0.1, 1e-45], [-0.0, 3], NULL]", "i * 23", seed)}::FLOAT[] AS feel
        FROM range({count}) t(i)
        """;

    // On a grid of hours, so that windows' ends are hit and times tie; some before 1900.
    private static string Time(string i, int seed) => $"(CASE WHEN hash({i} + {seed}) % 50 = 0 THEN TIMESTAMPTZ '1583-01-02' ELSE TIMESTAMPTZ '2024-01-01' END + INTERVAL (hash({i} * 31 + {seed}) % 240) HOUR)";

    private static string Pick(string list, string i, int seed) => $"({list})[1 + (hash({i} + {seed} * 101) % len({list}))::INTEGER]";

    private void Copy(string name, string query) => _scratch.Execute($"COPY ({query}) TO '{_scratch.FilePath(name)}' (FORMAT parquet)");

    private void WriteTable()
    {
        var schema = new RowSchema("OddLine", [new("at", "At", ValueKind.Timestamp, false), new("who", "Who", ValueKind.String, true), new("real", "Real", ValueKind.Float64, true), new("text", "Text", ValueKind.String, true), new("number", "Number", ValueKind.Int64, false)]);
        var table = DeltaTable.OpenOrCreate(_scratch.FilePath("table"), new(schema) { TimeColumn = "at" }, new Delta.SetClock(), null, new DuckResources { Threads = 2 });
        for (var commit = 0; commit < 2; commit++)
        {
            using var appender = table.BeginAppend();
            var batch = new EventBatch(schema);
            for (var i = 0; i < 20; i++)
            {
                ((Int64Column)batch[0]).Append(Instant.From(new DateTimeOffset(2024, 1, 1 + (i % 5), 0, 0, 0, TimeSpan.Zero)).Microseconds);
                RecordField.Append(i % 4 == 0 ? null : new[] { "ann", "a", "ü日本" }[i % 3], batch[1]);
                RecordField.Append(i / 3.0, batch[2]);
                RecordField.Append(i % 2 == 0 ? "tab\t" : "plain", batch[3]);
                RecordField.Append((long)i, batch[4]);
                batch.Count++;
            }

            appender.Add(batch);
            // What is appended after the script is written is of another version.
            appender.Commit(null, TestContext.Current.CancellationToken);
        }
    }
}
