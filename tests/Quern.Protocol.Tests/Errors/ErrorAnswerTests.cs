using System.Text;
using System.Text.Json.Nodes;
using Quern.Protocol.Errors;

namespace Quern.Protocol.Tests.Errors;

public sealed class ErrorAnswerTests
{
    [Fact]
    public void UnknownView_IsJsonInAString_WithClassAndMessageAsFeastHasThem()
    {
        var answer = ErrorAnswer.To([RequestErrors.UnknownView("nope", "flights", "Views: a.")]);
        answer.Status.ShouldBe(404);
        JsonNode.Parse(Inner(answer))!.ToJsonString().ShouldBe(
            """{"module":"feast.errors","class":"FeatureViewNotFoundException","message":"Feature view nope does not exist in project flights","code":"QRN5012","hint":"Views: a."}""");
    }

    [Fact]
    public void UnknownService_HasItsClass() =>
        Inner(ErrorAnswer.To([RequestErrors.UnknownService("nope", "flights", null)])).ShouldContain("\"class\":\"FeatureServiceNotFoundException\"");

    [Fact]
    public void Collision_IsTheCallersMistake_NotTheServers()
    {
        var answer = ErrorAnswer.To([RequestErrors.NameCollision(["rides_1h"], full: false)]);
        answer.Status.ShouldBe(400);
        Inner(answer).ShouldContain("\"class\":\"FeatureNameCollisionError\"");
        Inner(answer).ShouldContain("Duplicate features named rides_1h found.");
    }

    [Fact]
    public void UnknownFeature_IsAMessageInAString()
    {
        var answer = ErrorAnswer.To([RequestErrors.UnknownFeature("v", "f", "Its features: g.")]);
        answer.Status.ShouldBe(404);
        Inner(answer).ShouldBe("QRN5013: Feature 'f' does not exist in feature view 'v'. Hint: Its features: g.");
    }

    [Fact]
    public void SeveralNamesUnknown_AreAllInTheMessage() =>
        ((string)JsonNode.Parse(Inner(ErrorAnswer.To([RequestErrors.UnknownFeature("v", "f", null), RequestErrors.UnknownView("w", "p", null)])))!["message"]!)
            .ShouldBe("Feature 'f' does not exist in feature view 'v'.; Feature view w does not exist in project p");

    [Fact]
    public void BodyAtFault_IsAListOfDetails()
    {
        var answer = ErrorAnswer.To([RequestErrors.MissingJoinKey("driver_id", "text"), RequestErrors.MissingRequestFields(["x"])]);
        answer.Status.ShouldBe(422);
        var details = JsonNode.Parse(answer.Body.Span)!["detail"]!.AsArray();
        details.Count.ShouldBe(2);
        details[0]!.ToJsonString().ShouldBe(
            """{"type":"missing","loc":["body","entities","driver_id"],"msg":"Join key \u0027driver_id\u0027 is missing from \u0027entities\u0027.","input":null,"code":"QRN5006","hint":"Add \u0022driver_id\u0022: [...] with values that are text."}""");
    }

    [Fact]
    public void TooManyRows_KeepsItsStatus() => ErrorAnswer.To([RequestErrors.TooManyRows(2, 1)]).Status.ShouldBe(413);

    [Fact]
    public void PlainAnswer_HasTheRequestId() =>
        Encoding.UTF8.GetString(ErrorAnswer.Plain(500, new("QRN5000", "It failed.", "Look."), "id-1").Body.Span)
            .ShouldBe("""{"detail":"It failed. Look.","code":"QRN5000","request_id":"id-1"}""");

    private static string Inner(ErrorAnswer answer) => (string)JsonNode.Parse(answer.Body.Span)!;
}
