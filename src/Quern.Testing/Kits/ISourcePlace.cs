using Quern.Definitions;
using Quern.Engine.Sources;

namespace Quern.Testing.Kits;

/// <summary>Where a source of <see cref="KitEvent"/>s lives. Disposing it removes what is there.</summary>
public interface ISourcePlace : IDisposable
{
    /// <summary>The source's definition, with <see cref="KitEvent.At"/> as the time of an event.</summary>
    SourceDefinition Source { get; }

    /// <summary>Whether a source without any row can be read; false where rows alone tell which columns there are.</summary>
    bool CanBeEmpty => true;

    /// <summary>Makes these the source's rows, in place of what was there.</summary>
    void Write(IReadOnlyList<KitEvent> rows);

    /// <summary>Opens a reader; the caller disposes it where it can be disposed.</summary>
    ISourceReader Open();
}
