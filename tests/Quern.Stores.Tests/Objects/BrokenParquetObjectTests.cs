using System.Buffers.Binary;
using System.Text.RegularExpressions;
using Quern.Definitions;
using Quern.Stores.Objects;
using Quern.Stores.Sources;
using Quern.Stores.Tests.Sources;
using Quern.Values;

namespace Quern.Stores.Tests.Objects;

/// <summary>Parquet objects that cannot be read as they are: what is told is what is told of files.</summary>
public sealed partial class BrokenParquetObjectTests : IDisposable
{
    private const string Key = "x.parquet";
    private readonly ObjectScratch _scratch = new();

    public static TheoryData<string> Broken => ["torn", "ends in zeros", "encrypted", "footer longer than the file", "footer of a shorter length", "footer is noise", "no first letters", "7 bytes", "11 bytes", "empty"];

    [Theory, MemberData(nameof(Broken))]
    public void Object_ThatIsBroken_IsToldAsAFileIs(string how)
    {
        _scratch.Wide(Key, 5000);
        File.WriteAllBytes(_scratch.PathOf(Key), Break(File.ReadAllBytes(_scratch.PathOf(Key)), how));
        using var files = new DuckSourceReader(_scratch.Folder);
        using var reader = _scratch.NewReader();
        var expected = files.Check(Source with { Location = $"{ObjectScratch.Bucket}/{Key}" }).Select(Plain).ToArray();
        // DuckDB does not look at the first letters.
        if (how != "no first letters") expected.ShouldHaveSingleItem().ShouldContain("QRN3022");
        reader.Check(Source).Select(Plain).ShouldBe(expected);
        _scratch.TakeRead().ShouldBeLessThan(70_000);
    }

    [Fact]
    public void Footer_ThatIsLong_ComesWholeAndAlone()
    {
        var columns = string.Join(", ", Enumerable.Range(0, 120).Select(k => $"hash(i + {k})::DOUBLE AS \"a column with quite a long name, number {k}\""));
        var bytes = _scratch.Parquet(Key, $"SELECT make_timestamp(i) AS t, {columns} FROM range(12288) r(i)", "FORMAT parquet, ROW_GROUP_SIZE 2048");
        var source = SourceCases.Of(SourceFormat.Parquet, ObjectScratch.LocationOf(Key), SourceCases.Nullable("a column with quite a long name, number 77", ValueKind.Float64));
        using var reader = _scratch.NewReader();
        reader.Check(source).ShouldBeEmpty();
        var footer = _scratch.TakeRead();
        footer.ShouldBe(ParquetFooter.Read(_scratch.PathOf(Key)).Bytes.Total);
        footer.ShouldBeInRange(80_000, bytes / 20);
        using var files = new DuckSourceReader(_scratch.Folder);
        ObjectScratch.Scan(reader, source).ShouldBe(ObjectScratch.Scan(files, source with { Location = $"{ObjectScratch.Bucket}/{Key}" }));
        _scratch.TakeRead().ShouldBeLessThan(bytes / 20);
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2)]
    public void Object_ThatIsReplacedInBetween_IsTold_AndNothingOfItIsMixed(int at)
    {
        _scratch.Wide(Key, 5000);
        _scratch.Wide("other", 5000, seed: 2);
        var reads = 0;
        using (var reader = _scratch.NewReader())
        {
            if (at > 0) reader.Check(Source).ShouldBeEmpty();
            if (at > 1) ObjectScratch.Scan(reader, Source, [0, 1]);
            _scratch.Before = _ =>
            {
                if (Interlocked.Increment(ref reads) == 1) File.Move(_scratch.PathOf("other"), _scratch.PathOf(Key), overwrite: true);
            };
            Should.Throw<QuernException>(() => Findings(reader)).Findings[0].ToString().ShouldContain($"source 'events': object '{ObjectScratch.LocationOf(Key)}' was replaced or removed while it was read");
            reads.ShouldBePositive();
        }

        using var files = new DuckSourceReader(_scratch.Folder);
        using var again = _scratch.NewReader();
        ObjectScratch.Scan(again, Source).ShouldBe(ObjectScratch.Scan(files, Source with { Location = $"{ObjectScratch.Bucket}/{Key}" }));
    }

    public void Dispose() => _scratch.Dispose();

    private static SourceDefinition Source => SourceCases.Of(SourceFormat.Parquet, ObjectScratch.LocationOf(Key), SourceCases.Nullable("customer", ValueKind.String), SourceCases.Nullable("d30", ValueKind.Float64));

    private static void Findings(DuckSourceReader reader)
    {
        ObjectScratch.Scan(reader, Source);
        throw new InvalidOperationException("It was read.");
    }

    private static byte[] Break(byte[] content, string how)
    {
        var footer = BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan()[^8..]);
        switch (how)
        {
            case "torn":
                return content[..^2000];
            case "ends in zeros":
                content.AsSpan()[^100..].Clear();
                break;
            case "encrypted":
                "PARE"u8.CopyTo(content.AsSpan()[^4..]);
                break;
            case "footer longer than the file":
                BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan()[^8..], uint.MaxValue);
                break;
            case "footer of a shorter length":
                BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan()[^8..], footer - 9);
                break;
            case "footer is noise":
                new Random(1).NextBytes(content.AsSpan()[^((int)footer + 8)..^8]);
                break;
            case "no first letters":
                content.AsSpan(0, 4).Clear();
                break;
            case "7 bytes" or "11 bytes":
                return content[..int.Parse(how.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)];
            default:
                return [];
        }

        return content;
    }

    // Where the file lies is another place.
    private static string Plain(Finding finding) => Place().Replace(finding.ToString(), "a place");

    [GeneratedRegex(@"'(/[^'\n]*|[^'\n]*\.parquet)'?|(?<= )/[^ ,]+")]
    private static partial Regex Place();
}
