using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Quern.Protocol.Errors;
using Quern.Protocol.Grpc;

namespace Quern.Server.Grpc;

/// <summary>Messages as HTTP/2 carries them: a byte that says whether the message is compressed, four with its length, big-endian, then the message.</summary>
internal static class GrpcFrame
{
    internal const int PrefixBytes = 5;

    /// <summary>Reads the one message of a call.</summary>
    /// <param name="request">The call.</param>
    /// <param name="limit">The most bytes of a message.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The message, or what is said instead of an answer.</returns>
    internal static async ValueTask<(byte[]? Message, GrpcAnswer? Refusal)> ReadAsync(HttpRequest request, long limit, CancellationToken stop)
    {
        var body = request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(stop).ConfigureAwait(false);
            if (Refuse(read.Buffer, read.IsCompleted, request, limit) is { } refusal)
            {
                body.AdvanceTo(read.Buffer.End);
                return (null, refusal);
            }

            if (read.IsCompleted)
            {
                var message = read.Buffer.Slice(PrefixBytes).ToArray();
                body.AdvanceTo(read.Buffer.End);
                return (message, null);
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Writes the one message of an answer.</summary>
    internal static ValueTask<FlushResult> WriteAsync(HttpResponse response, ReadOnlySpan<byte> message)
    {
        var prefix = response.BodyWriter.GetSpan(PrefixBytes);
        prefix[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)message.Length);
        response.BodyWriter.Advance(PrefixBytes);
        response.BodyWriter.Write(message);
        return response.BodyWriter.FlushAsync();
    }

    // What has come so far may say already that nothing good will come.
    private static GrpcAnswer? Refuse(ReadOnlySequence<byte> come, bool isAll, HttpRequest request, long limit)
    {
        if (come.Length < PrefixBytes) return isAll ? Broken(come.IsEmpty ? "It is missing." : "It ends within the five bytes that come before a message.") : null;
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        come.Slice(0, PrefixBytes).CopyTo(prefix);
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (prefix[0] > 1) return Broken($"Its first byte is {prefix[0]}, which says neither that it is compressed nor that it is not.");
        if (prefix[0] == 1) return GrpcAnswer.Fail(GrpcStatus.Unimplemented, GrpcErrors.Compressed(Encoding(request)));
        if (length > limit) return GrpcAnswer.Fail([RequestErrors.TooLarge(limit)]);
        var rest = come.Length - PrefixBytes - length;
        if (rest > 0) return Broken($"{rest} bytes come after it; a call has one message.");
        return isAll && rest < 0 ? Broken($"{-rest} of its {length} bytes are missing.") : null;
    }

    private static string Encoding(HttpRequest request) => request.Headers["grpc-encoding"].ToString() is { Length: > 0 } encoding ? encoding : "nothing that is named";

    private static GrpcAnswer Broken(string reason) => GrpcAnswer.Fail([GrpcErrors.Malformed(reason)]);
}
