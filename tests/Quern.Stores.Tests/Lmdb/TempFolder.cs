using Quern.Engine.Online;
using Quern.Stores.Lmdb;
using Quern.Testing.Kits;

namespace Quern.Stores.Tests.Lmdb;

/// <summary>A folder for one test, which is removed with it.</summary>
internal sealed class TempFolder : IOnlineStorePlace
{
    public string Path { get; } = Directory.CreateTempSubdirectory("quern-lmdb-").FullName;

    public bool Survives => true;

    public string Data => System.IO.Path.Combine(Path, "data.mdb");

    public IOnlineStore Open() => new LmdbOnlineStore(Path, new() { Headroom = 64 << 20 });

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
