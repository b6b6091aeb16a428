using Quern.Engine.Online;

namespace Quern.Testing.Kits;

/// <summary>Where a store lives between being closed and opened again. Disposing it removes what is there.</summary>
public interface IOnlineStorePlace : IDisposable
{
    /// <summary>Whether what was committed is still there after the store was closed; false for memory.</summary>
    bool Survives { get; }

    /// <summary>Opens the store there; the caller disposes it.</summary>
    IOnlineStore Open();
}
