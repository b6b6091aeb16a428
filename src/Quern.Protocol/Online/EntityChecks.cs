using Quern.Planning;
using Quern.Protocol.Columns;
using Quern.Protocol.Errors;

namespace Quern.Protocol.Online;

/// <summary>
/// What must hold for the columns of a request as a whole. Lengths are by slot, join keys before request fields: -1 where a column is missing, the greatest number where it is
/// no array, which has been said already.
/// </summary>
internal static class EntityChecks
{
    internal static string NameOf(ServicePlan plan, int slot) => slot < plan.JoinKeys.Count ? plan.JoinKeys[slot].Name : plan.Requests[slot - plan.JoinKeys.Count].Name;

    internal static void Missing(ServicePlan plan, ColumnReader[] readers, int[] lengths, ref List<RequestFinding>? findings)
    {
        if (Array.IndexOf(lengths, -1) < 0) return;
        for (var slot = 0; slot < plan.JoinKeys.Count; slot++)
            if (lengths[slot] < 0)
                RequestErrors.Add(ref findings, RequestErrors.MissingJoinKey(NameOf(plan, slot), readers[slot].Expected));
        var requests = MissingRequests(plan, lengths);
        if (requests.Length > 0) RequestErrors.Add(ref findings, RequestErrors.MissingRequestFields(requests));
    }

    /// <summary>The length of the longest column, after telling when they differ.</summary>
    internal static int Lengths(ServicePlan plan, int[] lengths, ref List<RequestFinding>? findings)
    {
        var (shortest, longest) = (int.MaxValue, 0);
        foreach (var length in lengths)
        {
            if (length is -1 or int.MaxValue) continue;
            shortest = Math.Min(shortest, length);
            longest = Math.Max(longest, length);
        }

        if (shortest < longest) RequestErrors.Add(ref findings, RequestErrors.Ragged("entities", Told(plan, lengths)));
        return longest;
    }

    // What a lambda captures is made when its method begins, so what only errors need stands apart.
    private static string[] MissingRequests(ServicePlan plan, int[] lengths) =>
        [.. Enumerable.Range(plan.JoinKeys.Count, plan.Requests.Count).Where(slot => lengths[slot] < 0).Select(slot => NameOf(plan, slot))];

    private static string Told(ServicePlan plan, int[] lengths) =>
        string.Join(", ", Enumerable.Range(0, lengths.Length).Where(slot => lengths[slot] is not (-1 or int.MaxValue)).Select(slot => $"'{NameOf(plan, slot)}' has {lengths[slot]}")) + ".";
}
