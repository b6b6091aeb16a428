using System.Globalization;
using Quern.Definitions;
using Quern.Engine.Online;
using Quern.Planning;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Benchmarks.Http;

/// <summary>A reading of some device.</summary>
public sealed record Reading(DateTimeOffset Time, long DeviceId, double Value);

/// <summary>A project with one attribute view, which is made wide.</summary>
public sealed class WideFeatures : FeatureRepository
{
    public Entity Device => Entity("device", "", "device_id");

    public Source<Reading> Readings => Parquet<Reading>("readings.parquet", source => source.EventTime(r => r.Time));

    public FeatureView Wide => Readings.By(Device, r => r.DeviceId).Latest(r => new { r.Value });
}

/// <summary>One service of many reals, in one view or in several, over ten thousand entities.</summary>
/// <param name="features">How many features there are.</param>
/// <param name="views">Into how many views they are divided evenly.</param>
internal sealed class WideService(int features, int views = 1)
{
    internal const int Entities = 10_000;

    internal static readonly Instant Now = new(1_000_000_000_000_000);

    internal RepositoryPlan Plan { get; } = MakePlan(features, views);

    /// <summary>The body of a request for this many rows.</summary>
    internal static string Body(int rows) => $$$"""{"feature_service":"wide","entities":{"device_id":[{{{string.Join(',', Devices(rows))}}}]}}""";

    /// <summary>The numbers of an answer to it.</summary>
    internal double[] Values(int rows) => [.. Devices(rows).SelectMany(device => ValuesOf(device))];

    /// <summary>The values of an entity.</summary>
    internal double[] ValuesOf(long entity)
    {
        var random = new Random((int)entity);
        return [.. Enumerable.Range(0, features).Select(_ => random.NextDouble() * 1000)];
    }

    internal void Materialize(IOnlineStore store)
    {
        var each = features / views;
        using var write = store.BeginWrite();
        for (var number = 0; number < views; number++) Materialize(write, Plan.Views[NameOf(number)], number * each, each);
        write.Commit();
    }

    private void Materialize(IOnlineWrite write, ViewPlan view, int first, int count)
    {
        var range = new Interval(Instant.Min, Now);
        var state = OnlineCatalog.Begin(write, view, range, "benchmark", 1);
        var writer = new OnlineWriter(view, state);
        var rows = writer.NewRows();
        for (var entity = 0; entity < Entities; entity++)
        {
            rows.Clear();
            rows.Add(Now.Microseconds - 1_000, Now.Microseconds - 1_000, default, [.. ValuesOf(entity).AsSpan(first, count).ToArray().Select(Single)], 0);
            writer.Replace(write, RowKey.Of(Value.Of((long)entity)), range, rows);
        }

        OnlineCatalog.Complete(write, state);
    }

    private static RepositoryPlan MakePlan(int features, int views)
    {
        var definition = RepositoryReader.Read(new WideFeatures()).Definition;
        var narrow = (AttributeViewDefinition)definition.Views[0];
        AttributeViewDefinition[] wide = [.. Enumerable.Range(0, features).Chunk(features / views).Select((numbers, view) => narrow with
        {
            Name = NameOf(view),
            Attributes = [.. numbers.Select(number => new AttributeDefinition(string.Create(CultureInfo.InvariantCulture, $"feature_{number:000}"), narrow.Attributes[0].Value, FeatureType.Numeric))],
        })];
        var service = new ServiceDefinition("wide", [.. wide.Select(view => new ServicePart(view, null, null, new Dictionary<string, string>()))], [], Labels.None);
        var (plan, findings) = RepositoryPlanner.Plan(definition with { Views = wide, Services = [service] }, new());
        return plan ?? throw new QuernException(findings);
    }

    private static string NameOf(int view) => string.Create(CultureInfo.InvariantCulture, $"wide_{view}");

    // Spread over all entities, so that rows are not neighbours in the store.
    private static IEnumerable<long> Devices(int rows) => Enumerable.Range(0, rows).Select(row => (4_711 + (row * 97L)) % Entities);

    private static Float64Column Single(double value)
    {
        var column = new Float64Column(ValueKind.Float64);
        column.Append(value);
        return column;
    }
}
