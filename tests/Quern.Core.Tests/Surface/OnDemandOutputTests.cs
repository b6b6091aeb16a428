using System.Collections;
using System.Reflection;

namespace Quern.Surface.Tests;

public sealed class OnDemandOutputTests
{
    public static double One() => 1;

    public static (double? Pressure, long IsLate) Tuple() => (1, 2);

    public static (int First, int Second, int Third, int Fourth, int Fifth, int Sixth, int Seventh, string? Eighth, float[] NinthOne)? Long() => null;

    public static Reading? Record() => null;

    public static Both? Struct() => null;

    public static (double Named, long, bool)? HalfNamed() => null;

    public static (double Good, decimal Bad, (int A, int B) Nested) Mixed() => default;

    public static Tuple<double, long> OldTuple() => new(1, 2);

    public static Empty Nothing() => new();

    public static Bag Collection() => new();

    public static Guid Framework() => default;

    public static DayOfWeek Enumeration() => default;

    public static Other Wrong() => new();

    public record Base(double Pressure);

    public sealed record Reading(double Pressure, long? HTTPCode, DateTime At) : Base(Pressure)
    {
        public bool IsLate => Pressure > 10;

        public static int Limit => 3;

        public int this[int index] => index;

        internal string Hidden => "";
    }

    public readonly record struct Both(float Left, float Right);

    public sealed class Empty
    {
        public int Field;
    }

    public sealed class Bag : IEnumerable
    {
        public int Count => 0;

        public IEnumerator GetEnumerator() => Array.Empty<int>().GetEnumerator();
    }

    public sealed class Other
    {
        public TimeSpan Age => default;

        public long Count => 1;
    }

    [Theory]
    [InlineData(nameof(One), "one Float64")]
    [InlineData(nameof(Tuple), "pressure Float64 Pressure, is_late Int64 IsLate")]
    [InlineData(nameof(Long), "first Int32 First, second Int32 Second, third Int32 Third, fourth Int32 Fourth, fifth Int32 Fifth, sixth Int32 Sixth, seventh Int32 Seventh, eighth String Eighth, ninth_one Embedding NinthOne")]
    [InlineData(nameof(Record), "pressure Float64 Pressure, http_code Int64 HTTPCode, at Timestamp At, is_late Boolean IsLate")]
    [InlineData(nameof(Struct), "left Float32 Left, right Float32 Right")]
    public void Result_BecomesFeatures(string method, string outputs)
    {
        var feature = Read(method);
        feature.Findings.ShouldBeEmpty();
        string.Join(", ", feature.Definition.Outputs.Select(output => $"{output.Name} {output.Kind} {output.Member}".TrimEnd())).ShouldBe(outputs);
    }

    [Theory]
    [InlineData(nameof(HalfNamed), "QRN1048 on-demand feature 'half_named': element 2 of what it gives has no name", "QRN1048 on-demand feature 'half_named': element 3 of what it gives has no name")]
    [InlineData(nameof(Mixed), "QRN1029 on-demand feature 'mixed': element 'Bad' of what it gives is decimal, which no feature can hold", "QRN1029 on-demand feature 'mixed': element 'Nested' of what it gives is ValueTuple<int, int>, which no feature can hold")]
    [InlineData(nameof(OldTuple), "QRN1029 on-demand feature 'old_tuple': it gives Tuple<double, long>, which no feature can hold")]
    [InlineData(nameof(Nothing), "QRN1029 on-demand feature 'nothing': it gives Empty, which has no public property")]
    [InlineData(nameof(Collection), "QRN1029 on-demand feature 'collection': it gives Bag, which no feature can hold")]
    [InlineData(nameof(Framework), "QRN1029 on-demand feature 'framework': it gives Guid, which no feature can hold")]
    [InlineData(nameof(Enumeration), "QRN1029 on-demand feature 'enumeration': it gives DayOfWeek, which no feature can hold")]
    [InlineData(nameof(Wrong), "QRN1029 on-demand feature 'wrong': property 'Age' of what it gives is TimeSpan, which no feature can hold")]
    public void ResultThatCannotBeFeatures_IsFound(string method, params string[] findings) =>
        Read(method).Findings.Select(finding => $"{finding.Code} {finding.Message}").ShouldBe(findings);

    private static OnDemandFeature Read(string method) => OnDemandReader.Read(typeof(OnDemandOutputTests).GetMethod(method, BindingFlags.Public | BindingFlags.Static)!);
}
