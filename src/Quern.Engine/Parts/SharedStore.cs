using Quern.Engine.Online;
using Quern.Planning;

namespace Quern.Engine.Parts;

/// <summary>
/// A project's online store with the states of the parts of its shared streams beside it: what is read of a view over a shared stream comes from the part of its entity, all else from the store. It writes to the
/// store alone, for parts are written by workers.
/// </summary>
/// <param name="main">The store. Disposed with it.</param>
/// <param name="parts">The parts. Disposed with it.</param>
public sealed class SharedStore(IOnlineStore main, ISharedState parts) : IOnlineStore
{
    /// <summary>Gets the store without the parts.</summary>
    public IOnlineStore Main => main;

    /// <summary>Gets the parts.</summary>
    public ISharedState Parts => parts;

    /// <inheritdoc/>
    public IOnlineSnapshot OpenSnapshot() => main.OpenSnapshot();

    /// <inheritdoc/>
    public IOnlineSnapshot OpenSnapshot(IReadOnlyCollection<ViewPlan> views) =>
        views.Any(view => view.Definition.Source.Stream is { } stream && parts.Streams.ContainsKey(stream)) ? new SharedSnapshot(main, parts, views) : main.OpenSnapshot(views);

    /// <inheritdoc/>
    public IOnlineWrite BeginWrite() => main.BeginWrite();

    /// <inheritdoc/>
    public IDisposable LockMaterialization() => main.LockMaterialization();

    /// <inheritdoc/>
    public void Dispose()
    {
        parts.Dispose();
        main.Dispose();
    }
}
