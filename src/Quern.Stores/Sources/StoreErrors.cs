using System.Runtime.ExceptionServices;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Sources;

/// <summary>The one table from what DuckDB and the file system say to what a user reads.</summary>
internal static class StoreErrors
{
    // DuckDB's stack traces and its hints about its own settings are for its developers.
    private static readonly string[] Noise = ["\n\nStack Trace", "\nStack Trace", "\n\nThis error signals", "\n  Possible fixes", "\nPossible fixes", "\n\nPossible solutions", "\nPossible Solution", "\n  file = ", "\n* "];
    private const int LongestLine = 300;

    private static readonly Rule[] Reading =
    [
        new(DuckErrorKind.MissingFile, "QRN3020", "is gone", "It was there a moment ago: check who removes it."),
        new(DuckErrorKind.BadEncoding, "QRN3022", "is not UTF-8", "Convert it, such as by iconv -f LATIN1 -t UTF-8."),
        new(DuckErrorKind.BadFile, "QRN3022", "cannot be read", "Check that the file is whole and of the format that the definition says."),
        new(DuckErrorKind.BadConversion, "QRN3032", "holds a value that does not fit its column's type", "Mend the value, or read the column as text."),
        new(DuckErrorKind.BadQuery, "QRN3028", "has a query that DuckDB refuses", "Mend the query; it is DuckDB's dialect of SQL."),
        new(DuckErrorKind.PermissionDenied, "QRN3029", "may not be read", "Give the user that runs Quern the right to read it."),
        new(DuckErrorKind.OutOfMemory, "QRN3030", "needs more memory than is allowed", "Allow more memory, or give DuckDB a folder for temporary files with free space."),
        new(DuckErrorKind.DiskFull, "QRN3031", "needs more room for temporary files than the disk has", "Free some space, or choose another folder for temporary files."),
        new(DuckErrorKind.Io, "QRN3029", "cannot be read", "Check the path, its permissions and the disk."),
    ];

    private static readonly Rule[] Writing =
    [
        new(DuckErrorKind.DiskFull, "QRN3104", "cannot be written: the disk is full", "Free some space, or write to another disk."),
        new(DuckErrorKind.PermissionDenied, "QRN3103", "cannot be written: its folder does not admit it", "Give the user that runs Quern the right to write there, or choose another folder."),
        new(DuckErrorKind.MissingFile, "QRN3102", "cannot be written: its folder does not exist", "Make the folder, or correct the path."),
        new(DuckErrorKind.OutOfMemory, "QRN3105", "needs more memory to write than is allowed", "Allow more memory, or write fewer columns."),
    ];

    private static readonly Rule OtherReading = new(DuckErrorKind.Other, "QRN3033", "cannot be read", null);
    private static readonly Rule OtherWriting = new(DuckErrorKind.Other, "QRN3106", "cannot be written", "Check the path, its permissions and the disk.");

    /// <summary>Whether a failure is one of DuckDB's or of the file system's.</summary>
    public static bool Tells(Exception failure) => failure is DuckException or IOException or UnauthorizedAccessException;

    /// <summary>What a failure to read says about a thing such as <c>source 'flights'</c>.</summary>
    public static QuernException ToRead(string what, Exception failure) => Translate(what, failure, Reading, OtherReading);

    /// <summary>What a failure to write says about a thing such as <c>output 'train.parquet'</c>.</summary>
    public static QuernException ToWrite(string what, Exception failure) => Translate(what, failure, Writing, OtherWriting);

    /// <summary>The first paragraphs of DuckDB's message, with the place in a query that it points at.</summary>
    public static string Plain(string message)
    {
        foreach (var noise in Noise)
            if (message.IndexOf(noise, StringComparison.Ordinal) is > 0 and var at)
                message = message[..at];
        return string.Join('\n', message.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Length > LongestLine ? line[..LongestLine] + "…" : line)).Trim();
    }

    private static QuernException Translate(string what, Exception failure, Rule[] rules, Rule otherwise)
    {
        // What our own code threw within a callback is told as it is.
        if (failure is DuckException { Kind: DuckErrorKind.Callback, InnerException: { } cause }) ExceptionDispatchInfo.Throw(cause);
        var kind = failure switch
        {
            DuckException duck => duck.Kind,
            UnauthorizedAccessException => DuckErrorKind.PermissionDenied,
            DirectoryNotFoundException => DuckErrorKind.MissingFile,
            _ => DuckErrors.Classify(DuckErrorType.Io, failure.Message),
        };
        var rule = rules.FirstOrDefault(candidate => candidate.Kind == kind) ?? otherwise;
        return new(new Finding(rule.Code, $"{what} {rule.Says}", Plain(failure.Message), rule.Hint), failure);
    }

    private sealed record Rule(DuckErrorKind Kind, string Code, string Says, string? Hint);
}
