namespace Quern.Server.Grpc;

/// <summary>How a call ended, in gRPC's words; the numbers are the wire.</summary>
internal enum GrpcStatus
{
    /// <summary>Well.</summary>
    Ok = 0,

    /// <summary>The request is wrong, whatever the state of the server.</summary>
    InvalidArgument = 3,

    /// <summary>The time that the caller gave was not enough.</summary>
    DeadlineExceeded = 4,

    /// <summary>The registry has no such thing.</summary>
    NotFound = 5,

    /// <summary>The message, or what it asks for, is more than is taken at once.</summary>
    ResourceExhausted = 8,

    /// <summary>The online state cannot answer yet, or for an instant so early.</summary>
    FailedPrecondition = 9,

    /// <summary>There is no such method, or the message is written in a way that is not read here.</summary>
    Unimplemented = 12,

    /// <summary>A fault of the server.</summary>
    Internal = 13,

    /// <summary>Another time it may go well.</summary>
    Unavailable = 14,
}
