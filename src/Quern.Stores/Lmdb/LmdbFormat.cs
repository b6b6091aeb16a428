using System.Text;

namespace Quern.Stores.Lmdb;

/// <summary>The record that says whose the file is and how it is written; its key is one that no partition can have.</summary>
internal static unsafe class LmdbFormat
{
    private const string Current = "quern online 2";

    private static ReadOnlySpan<byte> Key => "\0\0quern"u8;

    /// <summary>Checks the record, and writes it into a file that is empty.</summary>
    public static void Check(nint env, nint txn, uint dbi, bool readOnly, string folder)
    {
        fixed (byte* keyBytes = Key)
        {
            var key = new LmdbBytes(keyBytes, Key.Length);
            LmdbBytes value;
            var code = LmdbNative.Get(txn, dbi, &key, &value);
            if (code == LmdbNative.NotFound)
            {
                LmdbStat stat;
                LmdbErrors.Check(LmdbNative.EnvStat(env, &stat), folder);
                if (stat.Entries > 0) throw LmdbErrors.Foreign(folder, "Its 'data.mdb' is a file of LMDB with other contents.");
                if (!readOnly) Write(txn, dbi, key, folder);
                return;
            }

            LmdbErrors.Check(code, folder);
            var found = Encoding.UTF8.GetString(value.Span);
            if (found != Current) throw LmdbErrors.OtherVersion(folder, $"It says '{found}'; this version reads '{Current}'.");
        }
    }

    private static void Write(nint txn, uint dbi, LmdbBytes key, string folder)
    {
        var text = Encoding.UTF8.GetBytes(Current);
        fixed (byte* bytes = text)
        {
            var value = new LmdbBytes(bytes, text.Length);
            LmdbErrors.Check(LmdbNative.Put(txn, dbi, &key, &value, 0), folder);
        }
    }
}
