namespace Quern.Stores.DuckDb;

/// <summary>What went wrong, in the words by which a caller decides what to do.</summary>
internal enum DuckErrorKind
{
    /// <summary>None of the below.</summary>
    Other,

    /// <summary>A file is not there, or a pattern matches none.</summary>
    MissingFile,

    /// <summary>A file is there but is not what it is read as.</summary>
    BadFile,

    /// <summary>A text file is not UTF-8.</summary>
    BadEncoding,

    /// <summary>A value cannot be read as the type that is asked for, or does not fit it.</summary>
    BadConversion,

    /// <summary>The SQL does not parse, or names what does not exist, or mixes types.</summary>
    BadQuery,

    /// <summary>The file system refused.</summary>
    PermissionDenied,

    /// <summary>Reading or writing failed.</summary>
    Io,

    /// <summary>The memory limit was reached.</summary>
    OutOfMemory,

    /// <summary>A disk, or the share of it for temporary files, is full.</summary>
    DiskFull,

    /// <summary>The query was interrupted on request.</summary>
    Interrupted,

    /// <summary>A function written in C# threw.</summary>
    Callback,
}
