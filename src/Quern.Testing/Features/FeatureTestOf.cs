using Quern.Planning;
using Quern.Time;

namespace Quern.Testing;

/// <summary>A test of the definitions of one repository; see <see cref="FeatureTest"/>. Sources that nobody gives rows for are empty.</summary>
public sealed class FeatureTest<T>
    where T : FeatureRepository
{
    private readonly T _repository;
    private readonly RepositoryPlan _plan;
    private readonly MemorySourceReader _sources = new();

    internal FeatureTest(T repository, RepositoryPlan plan) => (_repository, _plan) = (repository, plan);

    /// <summary>Adds rows to a source; whatever the source declares applies to them: filter, event time, known-at, event key. The order does not matter.</summary>
    /// <param name="source">Which source: <c>f => f.Flights</c>.</param>
    /// <param name="rows">The rows.</param>
    public FeatureTest<T> Given<TRow>(Func<T, Source<TRow>> source, params IEnumerable<TRow> rows)
        where TRow : notnull
    {
        _sources.Add(source(_repository).Definition.Name, rows.Cast<object>());
        return this;
    }

    /// <summary>Asks at an instant, written as ISO 8601; without a zone it is UTC.</summary>
    /// <exception cref="FormatException">The text is not an instant.</exception>
    public FeatureQuestion At(string instant) => At(WrittenInstant.Read(instant));

    /// <summary>Asks at an instant.</summary>
    public FeatureQuestion At(DateTimeOffset instant) => At(Instant.From(instant));

    /// <summary>Asks at an instant.</summary>
    public FeatureQuestion At(Instant instant) => new(_plan, _sources, instant);
}
