using Quern.Stores.DuckDb;
using Quern.Stores.Sources;

namespace Quern.Stores.Tests.Sources;

public sealed class StoreErrorsTests
{
    [Theory]
    [InlineData("IO Error: Could not write all bytes to file \"/x\": No space left on device", "QRN3104")]
    [InlineData("IO Error: Cannot open file \"/x\": Permission denied", "QRN3103")]
    [InlineData("IO Error: Cannot open file \"/x\": Read-only file system", "QRN3103")]
    [InlineData("IO Error: Cannot open file \"/x\": No such file or directory", "QRN3102")]
    [InlineData("Out of Memory Error: failed to allocate data", "QRN3105")]
    [InlineData("IO Error: something else", "QRN3106")]
    public void Writing_ThatFails_HasItsCode(string message, string code)
    {
        var finding = StoreErrors.ToWrite("output 'x'", new DuckException(message)).Findings.ShouldHaveSingleItem();

        finding.Code.ShouldBe(code);
        finding.Hint.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("IO Error: Cannot open file \"/x\": Permission denied", "QRN3029")]
    [InlineData("IO Error: No files found that match the pattern \"/x\"", "QRN3020")]
    [InlineData("Invalid Input Error: No magic bytes found at end of file", "QRN3022")]
    [InlineData("Conversion Error: Could not convert string 'x' to INT32", "QRN3032")]
    [InlineData("Binder Error: no such column", "QRN3028")]
    [InlineData("Out of Memory Error: failed to allocate data\n\nPossible solutions:\n* Reducing the number of threads", "QRN3030")]
    [InlineData("IO Error: max_temp_directory_size reached", "QRN3031")]
    [InlineData("Not implemented Error: such a thing", "QRN3033")]
    public void Reading_ThatFails_HasItsCode(string message, string code)
    {
        var finding = StoreErrors.ToRead("source 'x'", new DuckException(message)).Findings.ShouldHaveSingleItem();

        finding.Code.ShouldBe(code);
        finding.Detail!.ShouldNotContain("Possible solutions");
    }

    [Fact]
    public void Message_OfACsvError_IsShortAndWithoutDuckDbsSettings()
    {
        var message = $"Invalid Input Error: CSV Error on Line: 3\nOriginal Line: {new string('x', 5_000_000)}\nThis file is not utf-8 encoded.\n\nPossible Solution: Set the encoding\n\n  file = /x.csv\n  delimiter = ,";
        var finding = StoreErrors.ToRead("spine 'x.csv'", new DuckException(message)).Findings.ShouldHaveSingleItem();

        finding.Message.ShouldBe("spine 'x.csv' is not UTF-8");
        finding.Detail.ShouldBe($"Invalid Input Error: CSV Error on Line: 3\nOriginal Line: {new string('x', 285)}…\nThis file is not utf-8 encoded.");
        finding.Hint!.ShouldContain("iconv");
    }

    [Fact]
    public void Names_NearAMisspeltOne_ComeNearestFirst() =>
        NearestNames.Of("customer_id", ["CustomerId", "custmer_id", "amount", "customer_address", "customer_names"]).ShouldBe(["CustomerId", "custmer_id"]);
}
