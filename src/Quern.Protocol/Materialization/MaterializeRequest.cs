using System.Text.Json;
using System.Text.Unicode;
using Quern.Protocol.Errors;
using Quern.Protocol.Online;
using Quern.Time;

namespace Quern.Protocol.Materialization;

/// <summary>The body of a request to materialize, in Feast's shape. What else Feast sends is passed over.</summary>
/// <param name="Start">From which event time on; null to go on where each view's state ends.</param>
/// <param name="End">Up to which instant.</param>
/// <param name="Views">The views as they were named; null for all.</param>
public sealed record MaterializeRequest(Instant? Start, Instant End, IReadOnlyList<string>? Views)
{
    /// <summary>Reads a body.</summary>
    /// <param name="body">All of the body.</param>
    /// <param name="isIncremental">Whether it is one that names no start.</param>
    /// <param name="findings">Gets everything that is wrong with it; null while nothing is.</param>
    public static MaterializeRequest Read(ReadOnlySpan<byte> body, bool isIncremental, ref List<RequestFinding>? findings)
    {
        var fields = new MaterializeFields(isIncremental);
        if (!Utf8.IsValid(body)) RequestErrors.Add(ref findings, RequestErrors.Malformed("It holds bytes that are not UTF-8."));
        else
            try
            {
                fields.Read(body, ref findings);
            }
            catch (JsonException e)
            {
                findings = [RequestErrors.Malformed(JsonNames.Reason(e))];
            }

        return findings is null ? Read(fields, isIncremental, ref findings) : new(null, default, null);
    }

    private static MaterializeRequest Read(MaterializeFields fields, bool isIncremental, ref List<RequestFinding>? findings)
    {
        if (fields.DisableEventTimestamp) RequestErrors.Add(ref findings, MaterializeErrors.NoEventTime());
        var start = isIncremental ? null : Parse("start_ts", fields.Start, ref findings);
        var end = Parse("end_ts", fields.End, ref findings);
        if (start >= end) RequestErrors.Add(ref findings, MaterializeErrors.EmptyRange(start.Value, end.Value));
        return new(start, end ?? default, Named(fields, ref findings));
    }

    private static Instant? Parse(string field, string? text, ref List<RequestFinding>? findings)
    {
        if (text is null) RequestErrors.Add(ref findings, RequestErrors.MissingField(field, $"Add \"{field}\": \"2024-05-01T12:00:00Z\"."));
        else if (LenientInstant.TryParse(text, out var instant)) return instant;
        else RequestErrors.Add(ref findings, MaterializeErrors.BadInstant(field, text));
        return null;
    }

    private static IReadOnlyList<string>? Named(MaterializeFields fields, ref List<RequestFinding>? findings)
    {
        if (fields.Version is not { } version) return fields.Views;
        if (fields.Views is [var only] && !only.Contains('@', StringComparison.Ordinal) && FeatureReference.ViewOf($"{only}@{version}") is { } view) return [view];
        RequestErrors.Add(ref findings, MaterializeErrors.BadVersion(version));
        return null;
    }
}
