namespace Quern.Stores.DuckDb;

/// <summary>A DuckDB instance: its memory limit, threads and catalog. Safe to use from several threads; a connection is not.</summary>
internal sealed class DuckDatabase : IDisposable
{
    private readonly DatabaseHandle _handle;

    private DuckDatabase(DatabaseHandle handle) => _handle = handle;

    internal static string Version => NativeText.Borrow(Native.LibraryVersion());

    internal static DuckDatabase Open() => Open(new DuckOptions());

    internal static DuckDatabase Open(DuckOptions options)
    {
        Native.CreateConfig(out var config);
        using (config)
        {
            foreach (var (name, value) in options.Settings())
            {
                if (Native.SetConfig(config, name, value) == DuckState.Error)
                    throw new DuckException(DuckErrorType.InvalidConfiguration, $"DuckDB refused the setting \"{name}\" = \"{value}\"");
            }

            if (Native.Open(options.Path, out var handle, config, out var error) == DuckState.Error)
                throw new DuckException(NativeText.Take(error));
            return new DuckDatabase(handle);
        }
    }

    internal DuckConnection Connect()
    {
        if (Native.Connect(_handle, out var connection) == DuckState.Error)
            throw new DuckException(DuckErrorType.Connection, "DuckDB could not open a connection");
        return new DuckConnection(connection);
    }

    public void Dispose() => _handle.Dispose();
}
