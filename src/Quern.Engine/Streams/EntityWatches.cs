using System.Collections.Immutable;
using Quern.Planning;

namespace Quern.Engine.Streams;

/// <summary>Who wants to know of which entities events come. Costs nothing while nobody does.</summary>
internal sealed class EntityWatches
{
    private ImmutableList<EntityWatch> _watches = [];

    /// <summary>Watches a view, which has ended when it is served no more; <see cref="End"/> may come between the two.</summary>
    public EntityWatch Add(ViewPlan view, Func<bool> isServed)
    {
        var watch = new EntityWatch(view, gone => ImmutableInterlocked.Update(ref _watches, watches => watches.Remove(gone)));
        ImmutableInterlocked.Update(ref _watches, watches => watches.Add(watch));
        if (!isServed()) watch.End();
        return watch;
    }

    /// <summary>Tells of events of a stream that reads see by now.</summary>
    public void Tell(string stream, LoggedEvents events)
    {
        foreach (var watch in Volatile.Read(ref _watches))
            if (watch.View.Definition.Source.Stream == stream)
                watch.Add(events);
    }

    /// <summary>Ends all: what they watch may mean something else now.</summary>
    public void End()
    {
        foreach (var watch in Interlocked.Exchange(ref _watches, [])) watch.End();
    }
}
