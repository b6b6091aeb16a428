using Quern.Planning;
using Quern.Protocol.Errors;
using Quern.Protocol.Online;
using Quern.Server.Serving;
using Quern.Values;

namespace Quern.Server.Http.Vectors;

/// <summary>The rows that a request asks for, read apart from the pool of sessions.</summary>
internal sealed record AskedRows(ServicePlan Service, EntityReader Entities)
{
    public IReadOnlyList<Column> Keys => Entities.JoinKeys;

    public IReadOnlyList<Column> Requests => Entities.Requests;

    /// <summary>Reads a body that asks for one row; null with findings as <see cref="Read"/> has them, or when there is none.</summary>
    public static AskedRows? ReadOne(ReadOnlySpan<byte> body, ServingState state, ref List<RequestFinding>? findings)
    {
        var asked = Read(body, state, rowLimit: 1, ref findings);
        if (asked is not { Entities.Rows: 0 }) return asked;
        RequestErrors.Add(ref findings, RequestErrors.NoRow());
        return null;
    }

    /// <summary>Reads a body in Feast's shape; null with findings when it is not one, or asks for what is not there.</summary>
    public static AskedRows? Read(ReadOnlySpan<byte> body, ServingState state, int rowLimit, ref List<RequestFinding>? findings)
    {
        List<RequestFinding>? own = null;
        var head = RequestHead.Read(body, ref own);
        if (own is null && state.Find(head, ref own) is { } service)
        {
            var entities = new EntityReader(service.Service, rowLimit);
            entities.Read(head.Entities, ref own);
            if (own is null) return new(service.Service.Plan, entities);
        }

        foreach (var finding in own!) RequestErrors.Add(ref findings, finding);
        return null;
    }
}
