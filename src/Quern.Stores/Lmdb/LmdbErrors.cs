namespace Quern.Stores.Lmdb;

/// <summary>What LMDB's return codes mean to a user. Positive codes are the operating system's.</summary>
internal static class LmdbErrors
{
    private const int NotPermitted = 1;
    private const int NoEntry = 2;
    private const int InputOutput = 5;
    private const int OutOfMemory = 12;
    private const int AccessDenied = 13;
    private const int NotAFolder = 20;
    private const int FileTooLarge = 27;
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaExceeded = 122;
    private const long LeastRoom = 1 << 20;
    private const string Rebuild = "Make it anew from the sources: 'quern materialize --rebuild'.";

    public static void Check(int code, string folder)
    {
        if (code != LmdbNative.Success) throw Of(code, folder);
    }

    public static QuernException Of(int code, string folder) => new(Describe(code, folder));

    public static QuernException Damaged(string folder, string detail) => new(new Finding("QRN4006", $"online store '{folder}' is damaged", detail, Rebuild));

    public static QuernException Foreign(string folder, string detail) =>
        new(new Finding("QRN4003", $"folder '{folder}' does not hold an online store of Quern", detail, "Name another folder, or move what is in it away; 'quern materialize --rebuild' throws it away."));

    public static QuernException OtherVersion(string folder, string detail) =>
        new(new Finding("QRN4004", $"online store '{folder}' was written by another version", detail, "Use the version of Quern that wrote it, or make it anew: 'quern materialize --rebuild'."));

    public static QuernException CannotGrow(string folder, string detail) =>
        new(new Finding("QRN4009", $"online store '{folder}' cannot grow", detail, "Commit smaller parts, end long reads, and give the process enough address space ('ulimit -v unlimited')."));

    private static Finding Describe(int code, string folder) => code switch
    {
        NoSpace or QuotaExceeded or FileTooLarge => Full(folder),

        // LMDB calls a page that was written in part an I/O error, which on a disk without room it is not.
        InputOutput when IsFull(folder) => Full(folder),
        AccessDenied or NotPermitted or ReadOnlyFileSystem => new("QRN4002", $"online store '{folder}' may not be written by this user", Reason(code), "Give the user the right to write the folder and the files in it; readers need it too, for 'lock.mdb'."),
        NoEntry or NotAFolder => new("QRN4001", $"online store '{folder}' cannot be opened", Reason(code), "Name a folder, or one that can be created."),
        LmdbNative.Invalid => Foreign(folder, "Its 'data.mdb' is not a file of LMDB.").Findings[0],
        LmdbNative.VersionMismatch => OtherVersion(folder, "Its file format is that of another version of LMDB.").Findings[0],
        LmdbNative.Corrupted or LmdbNative.PageNotFound or LmdbNative.Panic or InputOutput => Damaged(folder, Reason(code)).Findings[0],
        LmdbNative.MapFull or LmdbNative.TransactionFull or OutOfMemory => CannotGrow(folder, Reason(code)).Findings[0],
        LmdbNative.ReadersFull => new("QRN4008", $"online store '{folder}' has too many readers", Reason(code), "Close readers that are not in use; each thread needs one."),
        _ => new("QRN4010", $"online store '{folder}' failed", Reason(code), "Run the command again; if it fails again, look at the disk and the system's log."),
    };

    private static Finding Full(string folder) => new(
        "QRN4005",
        $"disk of online store '{folder}' is full",
        "Nothing of the write under way was kept; what was there before is whole.",
        "Free some space and run the same command again; it goes on where it stopped.");

    private static bool IsFull(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace < LeastRoom;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Reason(int code) => code switch
    {
        LmdbNative.PageNotFound => "A page that others point to is missing.",
        LmdbNative.Corrupted => "A page is not of the kind that it should be.",
        LmdbNative.Panic => "A write failed half-way before; the store must be opened again.",
        LmdbNative.MapFull => "One write is larger than the room that was mapped for it.",
        LmdbNative.TransactionFull => "One write changes too many pages.",
        LmdbNative.ReadersFull => "All slots for readers are taken.",
        > 0 => $"The operating system says: {new System.ComponentModel.Win32Exception(code).Message} ({code}).",
        _ => $"LMDB says {code}.",
    };
}
