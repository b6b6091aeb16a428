using Quern.Gallery.Tests.Setup;

[assembly: AssemblyFixture(typeof(Servers))]

namespace Quern.Gallery.Tests.Setup;

/// <summary>The servers that tests open, made side by side, once for all tests.</summary>
public sealed class Servers : IAsyncLifetime
{
    public FlightsServer Flights { get; } = new();

    public LargeServer Large { get; } = new();

    public async ValueTask InitializeAsync() => await Task.WhenAll(Flights.InitializeAsync().AsTask(), Large.InitializeAsync().AsTask());

    public async ValueTask DisposeAsync()
    {
        await Flights.DisposeAsync();
        await Large.DisposeAsync();
    }
}
