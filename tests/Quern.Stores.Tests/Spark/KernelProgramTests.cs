using System.Text;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Stores.Spark;

namespace Quern.Stores.Tests.Spark;

/// <summary>What the kernel says of lines and headers that are not as they must be: where, and what would be.</summary>
public sealed class KernelProgramTests
{
    private const string Ann = "02616E6E0000";
    private const string Bob = "02626F620000";
    private const string Noon = "8000000000000010";

    private static readonly ServicePlan Service = new ServicePlanner(RepositoryPlanner.Plan(RepositoryReader.Read(new Spec.Trips()), new PlanOptions()).Plan!)
        .Plan(["sums:fare_1h", "latest:zone"], fullNames: false).Plan!;

    private static readonly KernelHeader Header = new()
    {
        Format = KernelHeader.CurrentFormat,
        Quern = KernelProgram.Version,
        Commit = 1,
        Assembly = "x.dll",
        AssemblyHash = "",
        Definitions = Service.Definitions,
        Rows = [new("quern_row", RawForm.Plain), new("t", RawForm.Micros), new("rider", RawForm.Plain)],
        Events = new Dictionary<string, RawEvents> { ["read-1"] = Trips("at", "known", "rider", "fare", "tip") },
    };

    [Fact]
    public void Events_BecomeLines_AndAnEmptyInputNothing()
    {
        Run(KernelStep.Events, "read-1", "").ShouldBe("");
        Run(KernelStep.Events, "read-1", "=2024-05-01\t~\t=ann\t=7\t=-0.0\n").ShouldBe($"{Ann}\t800617592AED80000\te 7 1 -9223372036854775808 0\n");
        Run(KernelStep.Rows, "read-1", "=5\t=16\t=ann\n=6\t=16\t\\N\n").ShouldBe($"{Ann}\t{Noon}1\tr 8000000000000005\n");
        Run(KernelStep.Requests, null, "=5\t=16\t=ann\n").ShouldBe("8000000000000005\t0\tq\n");
    }

    [Fact]
    public void Values_OfRowsWithoutEvents_AreThoseOfNone() =>
        Run(KernelStep.Finish, null, $"8000000000000005\t0\tq\n8000000000000006\t0\tq\n{Run(KernelStep.Values, "read-1", $"{Ann}\t{Noon}1\tr 8000000000000006\n")}").ShouldBe("5\t~\tNOT_FOUND\t~\tNOT_FOUND\n6\t~\tNULL_VALUE\t~\tNOT_FOUND\n");

    [Theory]
    [InlineData("QRN6824", "line 2 of the input is out of order", KernelStep.Values, $"{Bob}\t{Noon}1\tr 8000000000000006\n{Ann}\t{Noon}1\tr 8000000000000007\n")]
    [InlineData("QRN6824", $"line 2 of the input is out of order: key '{Ann}' at '{Noon}0' comes after key '{Ann}' at '{Noon}1'", KernelStep.Values, $"{Ann}\t{Noon}1\tr 8000000000000006\n{Ann}\t{Noon}0\te 1 2\n")]
    [InlineData("QRN6823", "line 1 of the input is malformed: the input ends within it", KernelStep.Values, $"{Ann}\t{Noon}1\tr 8000000000000006")]
    [InlineData("QRN6823", "it is not a key, an order and a content", KernelStep.Values, $"{Ann}\t{Noon}1\n")]
    [InlineData("QRN6823", "it is not a key, an order and a content", KernelStep.Values, $"{Ann}\t{Noon}1\tr 8000000000000006\tx\n")]
    [InlineData("QRN6823", "its order or its content is empty", KernelStep.Values, $"{Ann}\t{Noon}1\t\n")]
    [InlineData("QRN6823", "its order does not begin with an instant", KernelStep.Values, $"{Ann}\tnoon\tr 8000000000000006\n")]
    [InlineData("QRN6823", "it is not an event of view 'sums'", KernelStep.Values, $"{Ann}\t{Noon}0\te 12\n")]
    [InlineData("QRN6823", "it is neither an event nor a row", KernelStep.Values, $"{Ann}\t{Noon}1\tr six\n")]
    [InlineData("QRN6825", "line 1 of the input has no key", KernelStep.Values, $"~\t{Noon}1\tr 8000000000000006\n")]
    [InlineData("QRN6825", "line 2 of the input has no key", KernelStep.Values, $"{Ann}\t{Noon}1\tr 8000000000000006\n\\N\t{Noon}1\tr 8000000000000006\n")]
    [InlineData("QRN6823", "it has 2 columns, and 3 are wanted", KernelStep.Rows, "=5\t=16\n")]
    [InlineData("QRN6823", "it has 4 columns, and 3 are wanted", KernelStep.Rows, "=5\t=16\t=ann\t=more\n")]
    [InlineData("QRN6823", "column 'rider' is neither a tilde nor an equals sign with a value", KernelStep.Rows, "=5\t=16\tann\n")]
    [InlineData("QRN6823", "column 'rider' has a percent sign without two hexadecimal digits", KernelStep.Rows, "=5\t=16\t=100%\n")]
    [InlineData("QRN6826", "line 2 of the input, a row of the spine: t is null", KernelStep.Rows, "=5\t=16\t=ann\n=6\t~\t=ann\n")]
    [InlineData("QRN6826", "line 1 of the input, a row of the spine: quern_row is 'five'", KernelStep.Rows, "=five\t=16\t=ann\n")]
    [InlineData("QRN3010", "source 'trips', file 'standard input', row 2: fare is 'much': it is not a whole number of 64 bits", KernelStep.Events, "=2024-05-01\t~\t=ann\t=7\t~\n=2024-05-01\t~\t=ann\t=much\t~\n")]
    [InlineData("QRN6830", "row 6 has values, but no line of its own", KernelStep.Finish, "8000000000000006\t10000\tv 16 2\n")]
    [InlineData("QRN6830", "row 6 has more than one line of its own", KernelStep.Finish, "8000000000000006\t0\tq\n8000000000000006\t0\tq\n")]
    [InlineData("QRN6830", "row 6 has values of read-1 more than once", KernelStep.Finish, "8000000000000006\t0\tq\n8000000000000006\t10000\tv 16 2\n8000000000000006\t10000\tv 16 2\n")]
    [InlineData("QRN6823", "line 2 of the input is malformed: its values are not those of the service", KernelStep.Finish, "8000000000000006\t0\tq\n8000000000000006\t10007\tv 16 2\n")]
    [InlineData("QRN6823", "its key is not the number of a row", KernelStep.Finish, "six\t0\tq\n")]
    public void Line_ThatIsNotWhatTheStepReads_IsToldWithItsNumber(string code, string message, KernelStep step, string input)
    {
        var finding = Should.Throw<QuernException>(() => Run(step, step is KernelStep.Finish or KernelStep.Requests ? null : "read-1", input)).Findings[0];
        finding.Code.ShouldBe(code);
        finding.Message.ShouldContain(message);
    }

    [Fact]
    public void Part_OrColumns_ThatTheDefinitionsDoNotHave_AreTold()
    {
        void Complains(string code, string message, Func<string> run) => Should.Throw<QuernException>(run).Findings[0].ToString().ShouldContain($"{code}: {message}");
        Complains("QRN6822", "there is no part 'read-3' for this step", () => Run(KernelStep.Values, "read-3", ""));
        Complains("QRN6822", "there is no part 'read-1' for this step\n  Its parts are: none.", () => Run(KernelStep.Items, "read-1", ""));
        Complains("QRN6822", "which part the step is for is not said", () => Run(KernelStep.Events, null, ""));
        Complains("QRN6822", "there is no part 'read-2' for this step", () => Run(KernelStep.Events, "read-2", ""));
        Complains("QRN6822", "the header's columns of source 'trips' for read-1 are not those that the definitions need\n  It has at, nobody; needed are at, known, rider, fare, tip.", () => Run(KernelStep.Events, "read-1", "", Header with { Events = new Dictionary<string, RawEvents> { ["read-1"] = Trips("at", "nobody") } }));
        Complains("QRN6822", "the header's columns of the spine are not those that the definitions need", () => Run(KernelStep.Rows, "read-1", "", Header with { Rows = [new("quern_row", RawForm.Plain)] }));
    }

    [Fact]
    public void BadRows_ThatMayBeLeftOut_AreCounted()
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes("=2024-05-01\t~\t=ann\t=much\t~\n=2024-05-01\t~\t=ann\t=2\t~\n=2024-05-01\t~\t=ann\t=1e9\t~\n"));
        using var output = new MemoryStream();
        new KernelProgram(Service, Header with { OnBadRow = BadRowPolicy.Quarantine }).Run(KernelStep.Events, "read-1", input, output, TestContext.Current.CancellationToken).ShouldBe(2);
        Encoding.UTF8.GetString(output.ToArray()).Split('\n').Length.ShouldBe(2);
    }

    [Fact]
    public void Header_IsWhatItWasWritten_AndNothingElseIsTakenForOne()
    {
        KernelHeader.Parse(Encoding.UTF8.GetBytes(Header.ToJson()), "here").ToJson().ShouldBe(Header.ToJson());
        Header.ToJson().ShouldNotContain("\n");
        foreach (var other in (string[])["", "null", "[]", "{}", "{\"format\":1}", Header.ToJson().Replace("\"commit\"", "\"comit\"", StringComparison.Ordinal), "=5\t=16\t=ann"])
            Should.Throw<QuernException>(() => KernelHeader.Parse(Encoding.UTF8.GetBytes(other), "here")).Findings[0].ToString().ShouldContain("QRN6820: 'here' is not a header of the kernel");
    }

    // Whatever is in a stream, the kernel says what is wrong with it, or computes.
    [Fact]
    public void Lines_ThatAreChangedAtRandom_AreComputedOrTold()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var lines = $"{Ann}\t{Noon}0\te 16 7 13835058055282163712\n{Ann}\t{Noon}1\tr 8000000000000006\n{Bob}\t{Noon}1\tr 8000000000000007\n";
        for (var round = 0; round < 3000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(lines);
            for (var change = random.Next(4); change >= 0; change--) bytes[random.Next(bytes.Length)] = (byte)"\t\n ~=-019Aer%"[random.Next(13)];
            var step = (KernelStep)random.Next(6);
            try
            {
                KernelCommands.Run(Service, Header, step, "read-1", bytes);
            }
            catch (QuernException exception)
            {
                exception.Findings.ShouldNotBeEmpty($"seed {seed}");
            }
        }
    }

    // Lists whose bytes are cut or changed are told too, and not read beyond their end.
    [Fact]
    public void Lists_ThatAreChangedAtRandom_AreWrittenOrTold()
    {
        var service = new ServicePlanner(RepositoryPlanner.Plan(RepositoryReader.Read(new Spec.Trips()), new PlanOptions()).Plan!).Plan(["orders:last_zones_1h", "orders:top_zones_1h", "orders:zone_counts_1h"], fullNames: false).Plan!;
        var (seed, told) = (Environment.TickCount, 0);
        var random = new Random(seed);
        for (var round = 0; round < 2000; round++)
        {
            byte[] list = [2, 0, 0, 0, 1, 0, 0, 0, 65, 2, 0, 0, 0, 66, 67], counts = [1, 0, 0, 0, 1, 0, 0, 0, 65, 7, 0, 0, 0, 0, 0, 0, 0];
            list[random.Next(list.Length)] = (byte)random.Next(4);
            counts = counts[..(counts.Length - random.Next(2))];
            var line = $"8000000000000006\t0\tq\n8000000000000006\t10000\tv 16 0:={Convert.ToBase64String(list)} 0:={Convert.ToBase64String(counts)} 0:={Convert.ToBase64String(counts)}\n";
            try
            {
                KernelCommands.Run(service, Header, KernelStep.Finish, null, Encoding.UTF8.GetBytes(line));
            }
            catch (QuernException exception)
            {
                exception.Findings[0].Code.ShouldBe("QRN6823", $"seed {seed}");
                told++;
            }
        }

        told.ShouldBeInRange(1, 1999);
    }

    private static RawEvents Trips(params string[] columns) => new("trips", [.. columns.Select(column => new RawColumn(column, RawForm.Plain))]);

    private static string Run(KernelStep step, string? part, string input, KernelHeader? header = null) => Encoding.UTF8.GetString(KernelCommands.Run(Service, (header ?? Header) with { Statuses = true }, step, part, Encoding.UTF8.GetBytes(input)));
}
