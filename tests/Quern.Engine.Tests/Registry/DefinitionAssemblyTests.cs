using System.Runtime.CompilerServices;

namespace Quern.Engine.Registry.Tests;

/// <summary>Found in this assembly when its bytes are loaded as definitions.</summary>
public sealed class LoadedFeatures : FeatureRepository
{
    public Entity Airport => Entity("airport");

    public Source<Row> Flights => Parquet<Row>("flights.parquet", source => source.EventTime(row => row.At));

    public FeatureView Traffic => Flights.By(Airport, row => row.Airport).Windows("1h").Aggregate(w => new { Departures = w.Count(row => row.Delay > 15) });

    public sealed record Row
    {
        public DateTimeOffset At { get; init; }
        public string Airport { get; init; } = "";
        public long Delay { get; init; }
    }
}

public sealed class DefinitionAssemblyTests
{
    [Fact]
    public void Load_FromBytes_SharesQuernAndReadsDefinitions()
    {
        using var definitions = DefinitionAssembly.Load(File.ReadAllBytes(typeof(LoadedFeatures).Assembly.Location));
        var reading = definitions.Read();
        definitions.Assembly.ShouldNotBeSameAs(typeof(LoadedFeatures).Assembly);
        reading.Findings.ShouldBeEmpty();
        reading.Definition.Views.ShouldContain(view => view.Name == "traffic");
    }

    [Fact]
    public void Dispose_LetsTheAssemblyGo()
    {
        var assembly = LoadAndDispose();
        for (var i = 0; i < 20 && assembly.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        assembly.IsAlive.ShouldBeFalse();
    }

    [Fact]
    public void Load_OfSomethingElse_IsAFinding() =>
        Should.Throw<QuernException>(() => DefinitionAssembly.Load([1, 2, 3])).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN2009");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadAndDispose()
    {
        using var definitions = DefinitionAssembly.Load(File.ReadAllBytes(typeof(LoadedFeatures).Assembly.Location));
        definitions.Read().Definition.Views.ShouldNotBeEmpty();
        return new WeakReference(definitions.Assembly);
    }
}
