using System.Text;
using Quern.Protocol.Errors;
using Quern.Protocol.Online;

namespace Quern.Protocol.Tests.Online;

public sealed class RequestHeadTests
{
    [Fact]
    public void Head_AllFields_AreFoundInAnyOrder()
    {
        List<RequestFinding>? findings = null;
        var head = RequestHead.Read(
            """{"full_feature_names":true,"entities":{"a":[1]},"extra":{"entities":[]},"features":["v:f"],"include_feature_view_version_metadata":true,"feature_service":"late_flight"}"""u8,
            ref findings);
        findings.ShouldBeNull();
        Encoding.UTF8.GetString(head.Entities).ShouldBe("""{"a":[1]}""");
        Encoding.UTF8.GetString(head.Features).ShouldBe("""["v:f"]""");
        Encoding.UTF8.GetString(head.FeatureService).ShouldBe("late_flight");
        head.FullFeatureNames.ShouldBeTrue();
        head.IncludeVersions.ShouldBeTrue();
    }

    [Fact]
    public void Head_NullService_CountsAsNotGiven()
    {
        List<RequestFinding>? findings = null;
        var head = RequestHead.Read("""{"feature_service":null,"features":["v:f"],"entities":{}}"""u8, ref findings);
        findings.ShouldBeNull();
        head.FeatureService.IsEmpty.ShouldBeTrue();
        head.FullFeatureNames.ShouldBeFalse();
    }

    [Fact]
    public void Head_EscapedServiceName_IsUnescaped()
    {
        List<RequestFinding>? findings = null;
        var head = RequestHead.Read("""{"feature_service":"late\u005fflight","entities":{}}"""u8, ref findings);
        Encoding.UTF8.GetString(head.FeatureService).ShouldBe("late_flight");
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{")]
    [InlineData("""{"entities":{"a":[1]}""")]
    [InlineData("""{"entities":{"a":[1,]},"feature_service":"s"}""")]
    [InlineData("""{"entities":{"a":[NaN]},"feature_service":"s"}""")]
    [InlineData("""{"entities":{},"feature_service":"s"} x""")]
    [InlineData("""{"entities":{},"feature_service":"s"}{}""")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("feature_service=s&entities=1")]
    public void Head_NoJsonObject_IsOneMalformedFinding(string body) => Codes(body).ShouldBe(["QRN5001"]);

    [Fact]
    public void Head_MalformedJson_SaysWhere()
    {
        List<RequestFinding>? findings = null;
        RequestHead.Read("{\"entities\":\n{\"a\":[1,]}}"u8, ref findings);
        findings!.Single().Finding.Detail!.ShouldEndWith("(line 2, byte 9)");
    }

    [Fact]
    public void Head_BytesThatAreNotUtf8_AreRefused()
    {
        List<RequestFinding>? findings = null;
        RequestHead.Read([.. "{\"entities\":{\"a\":[\""u8, 0xC3, 0x28, .. "\"]}}"u8], ref findings);
        findings!.Single().Finding.Code.ShouldBe("QRN5001");
    }

    [Fact]
    public void Head_EverythingWrong_TellsAll() => Codes("""{"entities":[],"features":"v:f","full_feature_names":"yes","feature_service":7}""")
        .ShouldBe(["QRN5002", "QRN5002", "QRN5002", "QRN5002"]);

    [Fact]
    public void Head_NothingGiven_AsksForBoth() => Codes("{}").ShouldBe(["QRN5003", "QRN5003"]);

    [Fact]
    public void Head_FieldTwice_IsRefused() => Codes("""{"feature_service":"a","entities":{},"feature_service":"b"}""").ShouldBe(["QRN5004"]);

    private static string[] Codes(string body)
    {
        List<RequestFinding>? findings = null;
        RequestHead.Read(Encoding.UTF8.GetBytes(body), ref findings);
        return Requests.Codes(findings);
    }
}
