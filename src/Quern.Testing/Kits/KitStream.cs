namespace Quern.Testing.Kits;

/// <summary>The stream that kits feed.</summary>
internal sealed class KitStream : FeatureRepository
{
    public Source<KitEvent> Events => Stream<KitEvent>(source => source.EventTime(e => e.At), FedStream.Name);
}

/// <summary>The same stream as it was before its record got more members.</summary>
internal sealed class EarlierKitStream : FeatureRepository
{
    public Source<EarlierKitEvent> Events => Stream<EarlierKitEvent>(source => source.EventTime(e => e.At), FedStream.Name);
}

/// <summary>What a <see cref="KitEvent"/> was before.</summary>
internal sealed record EarlierKitEvent
{
    public DateTimeOffset At { get; init; }

    public string Key { get; init; } = "";
}
