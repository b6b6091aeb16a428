using System.Text;
using Quern.Protocol.Errors;
using Quern.Protocol.Online;

namespace Quern.Protocol.Tests.Online;

/// <summary>Reads a body as a server does, both passes.</summary>
internal static class Requests
{
    internal static (EntityReader Entities, List<RequestFinding>? Findings) Read(string service, string body, int rowLimit = 100)
    {
        var entities = new EntityReader(RideFeatures.Prepared(service), rowLimit);
        return (entities, Read(entities, body));
    }

    internal static List<RequestFinding>? Read(EntityReader entities, string body)
    {
        List<RequestFinding>? findings = null;
        var head = RequestHead.Read(Encoding.UTF8.GetBytes(body), ref findings);
        if (findings is null) entities.Read(head.Entities, ref findings);
        return findings;
    }

    internal static string Body(string entities) => $$"""{"feature_service": "any", "entities": {{entities}}}""";

    internal static string[] Codes(List<RequestFinding>? findings) => [.. (findings ?? []).Select(finding => finding.Finding.Code)];
}
