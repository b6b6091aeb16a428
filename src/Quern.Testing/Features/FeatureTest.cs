using Quern.Planning;

namespace Quern.Testing;

/// <summary>
/// Unit tests for features, without a server or a file: given these events, at this instant, expect these values. Each expectation is computed in every way that Quern
/// has - from history, by the plain definition, and online after a materialization - and all of them must agree. Works with any test framework.
/// </summary>
/// <example><code>
/// var quern = FeatureTest.For&lt;FlightFeatures&gt;();
/// quern.Given(f => f.Flights, new Flight { Origin = "ORD", Date = ..., Delay = 10 });
/// quern.At("2001-01-01T12:00:00Z").For("ORD").Expect("airport_delays", new { mean_delay_1h = 10.0, departures_1h = 1 });
/// </code></example>
public static class FeatureTest
{
    /// <summary>A test of the definitions of a repository.</summary>
    /// <exception cref="QuernException">The definitions have findings: all of them.</exception>
    public static FeatureTest<T> For<T>()
        where T : FeatureRepository, new() => For(new T());

    /// <summary>A test of the definitions of a repository.</summary>
    /// <exception cref="QuernException">The definitions have findings: all of them.</exception>
    public static FeatureTest<T> For<T>(T repository)
        where T : FeatureRepository
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(repository), new PlanOptions());
        return new(repository, plan ?? throw new QuernException(findings));
    }
}
