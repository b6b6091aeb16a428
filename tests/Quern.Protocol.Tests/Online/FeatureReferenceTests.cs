using System.Text;
using Quern.Protocol.Errors;
using Quern.Protocol.Online;

namespace Quern.Protocol.Tests.Online;

public sealed class FeatureReferenceTests
{
    [Theory]
    [InlineData("view:feature", "view:feature")]
    [InlineData("view@2:feature", "view@2:feature")]
    [InlineData("view@v2:feature", "view@2:feature")]
    [InlineData("view@1:feature", "view:feature")]
    [InlineData("view@latest:feature", "view@latest:feature")]
    [InlineData("on_demand", "on_demand")]
    public void Reference_WellWritten_IsRead(string text, string expected) => FeatureReference.Parse(text)!.Text.ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("view:")]
    [InlineData(":feature")]
    [InlineData("a:b:c")]
    [InlineData("view@:feature")]
    [InlineData("view@0:feature")]
    [InlineData("view@two:feature")]
    [InlineData("view@2@3:feature")]
    [InlineData("view@2@latest:feature")]
    [InlineData("@latest:feature")]
    [InlineData("view@Latest:feature")]
    [InlineData("view :feature")]
    public void Reference_BadlyWritten_IsNone(string text) => FeatureReference.Parse(text).ShouldBeNull();

    [Fact]
    public void List_WithEverythingWrong_TellsAll()
    {
        List<RequestFinding>? findings = null;
        FeatureReference.ReadList(Encoding.UTF8.GetBytes("""["a:b",7,"x y",["c:d"],"\ud800"]"""), ref findings);
        Requests.Codes(findings).ShouldBe(["QRN5002", "QRN5014", "QRN5002", "QRN5014"]);
    }

    [Fact]
    public void List_Empty_NamesNothing()
    {
        List<RequestFinding>? findings = null;
        FeatureReference.ReadList("[]"u8, ref findings);
        Requests.Codes(findings).ShouldBe(["QRN5003"]);
    }
}
