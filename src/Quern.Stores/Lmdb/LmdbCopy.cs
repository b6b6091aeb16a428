using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

namespace Quern.Stores.Lmdb;

/// <summary>
/// Copies a store while it is used. LMDB writes the copy, from a snapshot of its own, into a pipe; what comes out of it is written here, so that it can be counted, checked, and stopped by closing
/// the pipe. LMDB leaves free pages out, for which it must find all pages where its list of the free ones says; where a page is on no list, as an older LMDB may have left it, the pages are copied
/// as they lie.
/// </summary>
internal sealed class LmdbCopy(LmdbEnvironment env)
{
    private const int BufferLength = 1 << 20;

    /// <summary>Copies the store.</summary>
    /// <param name="copy">Gets a whole <c>data.mdb</c>; emptied first. Must be able to seek.</param>
    /// <param name="progress">Told how many bytes were copied, and about how many there are.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Run(Stream copy, Action<long, long>? progress, CancellationToken cancellation)
    {
        var code = Copy(LmdbNative.Compact, copy, progress, cancellation);
        if (code == LmdbNative.MapResized)
        {
            env.AdoptSize();
            code = Copy(LmdbNative.Compact, copy, progress, cancellation);
        }

        if (code == LmdbNative.Incompatible)
        {
            code = Copy(0, copy, progress, cancellation);
            // Pages at the end that were never written are no part of the file, which must be as long as it says.
            if (copy.Length < env.Used()) copy.SetLength(env.Used());
        }

        LmdbErrors.Check(code, env.Folder);
    }

    private int Copy(uint flags, Stream copy, Action<long, long>? progress, CancellationToken cancellation)
    {
        copy.SetLength(0);
        using var reading = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        var code = LmdbNative.Success;
        var writing = reading.ClientSafePipeHandle;
        var copying = new Thread(() => code = Fill(reading, writing, flags)) { Name = "copy of a store", IsBackground = true };
        copying.Start();
        try
        {
            Drain(reading, copy, progress, cancellation);
        }
        finally
        {
            // LMDB, if it still writes, is told that nobody reads.
            reading.Dispose();
            copying.Join();
        }

        return code;
    }

    // The reader is one that the map must not grow under.
    private unsafe int Fill(AnonymousPipeServerStream pipe, SafePipeHandle writing, uint flags)
    {
        var reader = new LmdbReader();
        env.Add(reader);
        env.EnterRead(reader);
        try
        {
            return LmdbNative.EnvCopy(env.Handle, writing.DangerousGetHandle(), flags);
        }
        finally
        {
            Volatile.Write(ref reader.IsActive, 0);
            env.Remove(reader);
            pipe.DisposeLocalCopyOfClientHandle();
        }
    }

    private void Drain(AnonymousPipeServerStream pipe, Stream copy, Action<long, long>? progress, CancellationToken cancellation)
    {
        var (buffer, total, done) = (new byte[BufferLength], env.Used(), 0L);
        while (pipe.Read(buffer) is > 0 and var count)
        {
            cancellation.ThrowIfCancellationRequested();
            copy.Write(buffer, 0, count);
            progress?.Invoke(done += count, Math.Max(total, done));
        }
    }
}
