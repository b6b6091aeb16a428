using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Quern.Benchmarks.Http;
using Quern.Stores.Lmdb;

namespace Quern.Benchmarks.Online;

/// <summary>The floor of a point read: the same rows as bare doubles in LMDB, read each in a fresh snapshot into an array.</summary>
internal sealed unsafe class BareLmdb : IDisposable
{
    private const int KeyLength = 16;
    private readonly double[] _values;
    private readonly byte* _key = (byte*)NativeMemory.AllocZeroed(KeyLength);
    private readonly nint _env;
    private readonly nint _snapshot;
    private readonly uint _dbi;

    public BareLmdb(string folder, WideService service)
    {
        _values = new double[service.ValuesOf(0).Length];
        nint env, txn;
        uint dbi;
        LmdbErrors.Check(LmdbNative.EnvCreate(&env), folder);
        LmdbErrors.Check(LmdbNative.EnvSetMapSize(env, 1 << 30), folder);
        fixed (byte* path = Encoding.UTF8.GetBytes(folder + '\0')) LmdbErrors.Check(LmdbNative.EnvOpen(env, path, LmdbNative.NoThreadSlots, 0b110_110_100), folder);
        LmdbErrors.Check(LmdbNative.TxnBegin(env, 0, 0, &txn), folder);
        LmdbErrors.Check(LmdbNative.DbiOpen(txn, null, 0, &dbi), folder);
        for (var entity = 0; entity < WideService.Entities; entity++)
        {
            fixed (double* values = service.ValuesOf(entity))
            {
                var (key, value) = (Key(entity), new LmdbBytes((byte*)values, 8 * _values.Length));
                LmdbErrors.Check(LmdbNative.Put(txn, dbi, &key, &value, 0), folder);
            }
        }

        LmdbErrors.Check(LmdbNative.TxnCommit(txn), folder);
        LmdbErrors.Check(LmdbNative.TxnBegin(env, 0, LmdbNative.ReadOnly, &txn), folder);
        LmdbNative.TxnReset(txn);
        (_env, _dbi, _snapshot) = (env, dbi, txn);
    }

    public double Read(int entity)
    {
        LmdbNative.TxnRenew(_snapshot);
        var key = Key(entity);
        LmdbBytes value;
        LmdbNative.Get(_snapshot, _dbi, &key, &value);
        var stored = MemoryMarshal.Cast<byte, double>(value.Span);
        for (var i = 0; i < _values.Length; i++) _values[i] = stored[i];
        LmdbNative.TxnReset(_snapshot);
        return _values[^1];
    }

    public void Dispose()
    {
        LmdbNative.TxnAbort(_snapshot);
        LmdbNative.EnvClose(_env);
        NativeMemory.Free(_key);
    }

    private LmdbBytes Key(int entity)
    {
        BinaryPrimitives.WriteInt64BigEndian(new Span<byte>(_key, 8), entity);
        return new(_key, KeyLength);
    }
}
