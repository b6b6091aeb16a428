namespace Quern.Stores.DuckDb;

/// <summary>The one table from DuckDB's errors to ours. The first rule that matches decides.</summary>
internal static class DuckErrors
{
    /// <summary>Opens the message of an exception that a C# callback threw.</summary>
    internal const string CallbackMark = "callback failed: ";

    private static readonly Rule[] Rules =
    [
        new(null, CallbackMark, DuckErrorKind.Callback),
        new(null, "No space left on device", DuckErrorKind.DiskFull),
        new(null, "max_temp_directory_size", DuckErrorKind.DiskFull),
        new(null, "Permission denied", DuckErrorKind.PermissionDenied),
        new(null, "Read-only file system", DuckErrorKind.PermissionDenied),
        new(null, "No such file or directory", DuckErrorKind.MissingFile),
        new(null, "No files found that match the pattern", DuckErrorKind.MissingFile),
        new(null, "No magic bytes found", DuckErrorKind.BadFile),
        new(null, "too small to be a Parquet file", DuckErrorKind.BadFile),
        new(DuckErrorType.Serialization, "", DuckErrorKind.BadFile),
        new(DuckErrorType.DataCorruption, "", DuckErrorKind.BadFile),
        new(DuckErrorType.Conversion, "", DuckErrorKind.BadConversion),
        new(DuckErrorType.OutOfRange, "", DuckErrorKind.BadConversion),
        new(DuckErrorType.MismatchType, "", DuckErrorKind.BadConversion),
        new(DuckErrorType.InvalidInput, "Error when converting column", DuckErrorKind.BadConversion),
        new(DuckErrorType.InvalidInput, "Malformed JSON", DuckErrorKind.BadFile),
        new(DuckErrorType.InvalidInput, "not utf-8 encoded", DuckErrorKind.BadEncoding),
        new(DuckErrorType.InvalidInput, "CSV Error", DuckErrorKind.BadFile),
        new(DuckErrorType.Catalog, "", DuckErrorKind.BadQuery),
        new(DuckErrorType.Binder, "", DuckErrorKind.BadQuery),
        new(DuckErrorType.Parser, "", DuckErrorKind.BadQuery),
        new(DuckErrorType.Syntax, "", DuckErrorKind.BadQuery),
        new(DuckErrorType.ParameterNotResolved, "", DuckErrorKind.BadQuery),
        new(DuckErrorType.Permission, "", DuckErrorKind.PermissionDenied),
        new(DuckErrorType.OutOfMemory, "", DuckErrorKind.OutOfMemory),
        new(DuckErrorType.Interrupt, "", DuckErrorKind.Interrupted),
        new(DuckErrorType.Io, "", DuckErrorKind.Io),
    ];

    // Preparing gives a message alone; its opening words are DuckDB's names of the types.
    private static readonly (string Opening, DuckErrorType Type)[] Openings =
    [
        ("Binder Error:", DuckErrorType.Binder),
        ("Catalog Error:", DuckErrorType.Catalog),
        ("Constraint Error:", DuckErrorType.Constraint),
        ("Conversion Error:", DuckErrorType.Conversion),
        ("INTERNAL Error:", DuckErrorType.Internal),
        ("INTERRUPT Error:", DuckErrorType.Interrupt),
        ("IO Error:", DuckErrorType.Io),
        ("Invalid Configuration Error:", DuckErrorType.InvalidConfiguration),
        ("Invalid Input Error:", DuckErrorType.InvalidInput),
        ("Mismatch Type Error:", DuckErrorType.MismatchType),
        ("Missing Extension Error:", DuckErrorType.MissingExtension),
        ("Not implemented Error:", DuckErrorType.NotImplemented),
        ("Out of Memory Error:", DuckErrorType.OutOfMemory),
        ("Out of Range Error:", DuckErrorType.OutOfRange),
        ("Parameter Not Resolved Error:", DuckErrorType.ParameterNotResolved),
        ("Parser Error:", DuckErrorType.Parser),
        ("Permission Error:", DuckErrorType.Permission),
        ("Serialization Error:", DuckErrorType.Serialization),
        ("Syntax Error:", DuckErrorType.Syntax),
    ];

    internal static DuckErrorKind Classify(DuckErrorType type, string message)
    {
        foreach (var rule in Rules)
        {
            if ((rule.Type is null || rule.Type == type) && message.Contains(rule.Contains, StringComparison.Ordinal))
                return rule.Kind;
        }

        return DuckErrorKind.Other;
    }

    internal static DuckErrorType TypeOf(string message)
    {
        foreach (var (opening, type) in Openings)
        {
            if (message.StartsWith(opening, StringComparison.Ordinal))
                return type;
        }

        return DuckErrorType.Invalid;
    }

    private sealed record Rule(DuckErrorType? Type, string Contains, DuckErrorKind Kind);
}
