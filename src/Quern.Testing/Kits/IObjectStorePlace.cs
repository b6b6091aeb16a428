using Quern.Engine.Objects;

namespace Quern.Testing.Kits;

/// <summary>Where objects live: a bucket that is empty at first. Disposing it removes what is there.</summary>
public interface IObjectStorePlace : IDisposable
{
    /// <summary>Opens the bucket, as another process would: what one wrote every other reads.</summary>
    IObjectStore Open();

    /// <summary>
    /// Makes whatever is behind the adapter fail now and then, in every way that passes: errors that say so, connections cut before and after the work was done, answers cut in the middle. Until it is disposed.
    /// </summary>
    /// <param name="seed">Settles when it fails.</param>
    /// <returns>Null where there is nothing that could.</returns>
    IDisposable? Fail(int seed) => null;
}
