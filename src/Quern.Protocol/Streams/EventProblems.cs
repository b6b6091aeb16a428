using Quern.Protocol.Columns;

namespace Quern.Protocol.Streams;

/// <summary>What can be wrong with one event: its code, and how it is said. <c>docs/errors</c> has a page for each code.</summary>
internal static class EventProblems
{
    public const string Malformed = "QRN5040";
    public const string WrongMembers = "QRN5041";
    public const string TooLong = "QRN5042";

    public static string NotJson(string reason) => $"It is not one JSON object: {reason}";

    public static string IsLong(int limit) => $"It is longer than {limit} bytes.";

    public static string Missing(string member, ColumnReader reader) => $"Member '{member}' is missing; it must hold {reader.Expected}.";

    public static string Null(string member, ColumnReader reader) => $"Member '{member}' is null; it must hold {reader.Expected}.";

    public static string Wrong(string member, ColumnReader reader, string shown) => $"Member '{member}' must hold {reader.Expected}; it is {shown}.";

    public static string Twice(string member) => $"Member '{member}' is given twice.";
}
