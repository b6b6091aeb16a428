using System.Globalization;
using System.Text;
using Quern.Protocol.Errors;

namespace Quern.Server.Grpc;

/// <summary>What a call is answered with: a message, or a status that says why there is none.</summary>
/// <param name="Status">How the call ended.</param>
/// <param name="Body">The message; empty unless it ended well.</param>
/// <param name="Reason">Why it did not end well.</param>
internal sealed record GrpcAnswer(GrpcStatus Status, ReadOnlyMemory<byte> Body, string Reason = "")
{
    // Clients take about 8 KiB of headers in all, and an escaped byte takes three.
    private const int LongestReason = 4000;

    internal static GrpcAnswer Ok(byte[] body) => new(GrpcStatus.Ok, body);

    internal static GrpcAnswer Fail(GrpcStatus status, params IEnumerable<Finding> findings) => new(status, default, ErrorAnswer.TextOf(findings));

    internal static GrpcAnswer Fail(IReadOnlyList<RequestFinding> findings) => Fail(StatusOf(findings[0].Status), findings.Select(finding => finding.Finding));

    /// <summary>The reason as a header may hold it: UTF-8, what is not printable ASCII escaped with a per cent sign, and cut where it is too long.</summary>
    internal string EscapedReason()
    {
        var text = new StringBuilder();
        foreach (var rune in Reason.EnumerateRunes())
        {
            if (text.Length > LongestReason) return text.Append("...").ToString();
            if (rune.Value is >= ' ' and <= '~' and not '%') text.Append((char)rune.Value);
            else Escape(text, rune);
        }

        return text.ToString();
    }

    private static void Escape(StringBuilder text, Rune rune)
    {
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var part in utf8[..rune.EncodeToUtf8(utf8)]) text.Append(CultureInfo.InvariantCulture, $"%{part:X2}");
    }

    private static GrpcStatus StatusOf(int http) => http switch
    {
        404 => GrpcStatus.NotFound,
        // A call cannot be sent elsewhere; its reason says where.
        307 or 409 => GrpcStatus.FailedPrecondition,
        413 => GrpcStatus.ResourceExhausted,
        503 => GrpcStatus.Unavailable,
        _ => GrpcStatus.InvalidArgument,
    };
}
