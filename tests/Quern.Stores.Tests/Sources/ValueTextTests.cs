using System.Text;
using Quern.Stores.Sources;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Tests.Sources;

public sealed class ValueTextTests
{
    [Theory]
    [InlineData("2001-03-01", "2001-03-01T00:00:00Z")]
    [InlineData("2001-03-01 08:30:05", "2001-03-01T08:30:05Z")]
    [InlineData("2001-03-01T08:30", "2001-03-01T08:30:00Z")]
    [InlineData("2001-03-01T08:30:05Z", "2001-03-01T08:30:05Z")]
    [InlineData("2001-03-01 08:30:05 UTC", "2001-03-01T08:30:05Z")]
    [InlineData("2001-03-01T08:30:05.1234567-02:30", "2001-03-01T11:00:05.123456Z")]
    [InlineData("2001-03-01 08:30:05+0100", "2001-03-01T07:30:05Z")]
    [InlineData("2001-03-01 08:30:05+01", "2001-03-01T07:30:05Z")]
    [InlineData("1969-12-31T23:59:59.9999999", "1969-12-31T23:59:59.999999Z")]
    [InlineData("  2000-02-29  ", "2000-02-29T00:00:00Z")]
    public void Instant_InIso8601_IsRead(string text, string expected)
    {
        ValueText.TryReadWhole(Encoding.UTF8.GetBytes(text), ValueKind.Timestamp, null, out var value, out _).ShouldBeTrue();
        new Instant(value).ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2001-3-1")]
    [InlineData("2001-02-29")]
    [InlineData("01/02/2001")]
    [InlineData("2001-03-01T24:00:00")]
    [InlineData("2001-03-01T08:30:05X")]
    [InlineData("2001-03-01T08:30:05+1")]
    [InlineData("2001-03-01 08:30:05.")]
    [InlineData("978307200")]
    public void Instant_InAnotherForm_IsRefused(string text) =>
        ValueText.TryReadWhole(Encoding.UTF8.GetBytes(text), ValueKind.Timestamp, null, out _, out _).ShouldBeFalse();

    [Theory]
    [InlineData("12", ValueKind.Int64, true)]
    [InlineData("-12.000", ValueKind.Int64, true)]
    [InlineData("12.5", ValueKind.Int64, false)]
    [InlineData("12.", ValueKind.Int64, false)]
    [InlineData("1e3", ValueKind.Int64, false)]
    [InlineData("12 3", ValueKind.Int64, false)]
    [InlineData("2147483648", ValueKind.Int32, false)]
    [InlineData("9223372036854775808", ValueKind.Int64, false)]
    [InlineData("YES", ValueKind.Boolean, true)]
    [InlineData("maybe", ValueKind.Boolean, false)]
    public void Whole_IsReadOnlyWhenAllOfItFits(string text, ValueKind kind, bool isRead) =>
        ValueText.TryReadWhole(Encoding.UTF8.GetBytes(text), kind, null, out _, out _).ShouldBe(isRead);

    [Theory]
    [InlineData("0.1", ValueKind.Float64, true)]
    [InlineData("NaN", ValueKind.Float64, true)]
    [InlineData("-inf", ValueKind.Float64, true)]
    [InlineData("1e999", ValueKind.Float64, false)]
    [InlineData("1e39", ValueKind.Float32, false)]
    [InlineData("1,5", ValueKind.Float64, false)]
    [InlineData("0x10", ValueKind.Float64, false)]
    public void Real_IsReadOnlyWhenAllOfItFits(string text, ValueKind kind, bool isRead) =>
        ValueText.TryReadReal(Encoding.UTF8.GetBytes(text), kind, out _, out _).ShouldBe(isRead);
}
