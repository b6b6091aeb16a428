using System.Text;
using Quern.Protocol.Errors;
using Quern.Protocol.TrainingSets;

namespace Quern.Protocol.Tests.TrainingSets;

public sealed class TrainingSetBodyTests
{
    [Fact]
    public void Body_IsReadWithItsOptions()
    {
        const string json = """{ "features": ["a:b","c:d"], "labels": {"x": [1]}, "time_column": "t", "as_known": true, "statuses": null, "on_bad_row": "quarantine", "format": "csv", "spine": null }""";
        var (body, codes) = Read(json);
        codes.ShouldBe("");
        (body.Service, body.Spine, body.TimeColumn, body.AsKnown, body.Statuses, body.Quarantines, body.IsCsv, body.HasLabels).ShouldBe((null, null, "t", true, false, true, true, true));
        body.Features.ShouldBe(["a:b", "c:d"]);
        json[body.Labels].ShouldBe("""{"x": [1]}""");
        var (usual, _) = Read("""{"service":"s","spine":"x.csv"}""");
        (usual.Service, usual.Spine, usual.AsKnown, usual.Quarantines, usual.IsCsv, usual.HasLabels).ShouldBe(("s", "x.csv", false, false, false, false));
    }

    [Theory]
    [InlineData("{", "QRN5001")]
    [InlineData("[]", "QRN5001")]
    [InlineData("""{"service":"\ud800","labels":{}}""", "QRN5001")]
    [InlineData("{}", "QRN5102 QRN5102")]
    [InlineData("""{"service":"s","features":["a:b"],"labels":{},"spine":"x"}""", "QRN5102 QRN5102")]
    [InlineData("""{"service":7,"features":["a",7],"labels":{},"as_known":"yes","statuses":1,"on_bad_row":"skip","format":null,"time_column":[]}""", "QRN5002 QRN5002 QRN5002 QRN5002 QRN5002 QRN5002")]
    [InlineData("""{"service":"s","service":"t","labels":{},"label":1}""", "QRN5004 QRN5101")]
    public void Body_ThatIsWrong_IsToldAsAWhole(string json, string codes) => Read(json).Codes.ShouldBe(codes);

    private static (TrainingSetBody Body, string Codes) Read(string json)
    {
        List<RequestFinding>? findings = null;
        var body = TrainingSetBody.Read(Encoding.UTF8.GetBytes(json), ref findings);
        return (body, findings is null ? "" : string.Join(' ', findings.Select(finding => finding.Finding.Code)));
    }
}
