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

/// <summary>One service of fifty reals over ten thousand entities.</summary>
internal static class WideService
{
    internal const int Features = 50;
    internal const int Entities = 10_000;
    internal const long Entity = 4_711;
    internal const string Body = """{"feature_service":"wide","entities":{"device_id":[4711]}}""";

    internal static readonly Instant Now = new(1_000_000_000_000_000);

    internal static RepositoryPlan Plan()
    {
        var definition = RepositoryReader.Read(new WideFeatures()).Definition;
        var narrow = (AttributeViewDefinition)definition.Views[0];
        var wide = narrow with { Attributes = [.. Enumerable.Range(0, Features).Select(i => new AttributeDefinition($"feature_{i:00}", narrow.Attributes[0].Value, FeatureType.Numeric))] };
        var service = new ServiceDefinition("wide", [new(wide, null, null, new Dictionary<string, string>())], [], Labels.None);
        var (plan, findings) = RepositoryPlanner.Plan(definition with { Views = [wide], Services = [service] }, new());
        return plan ?? throw new QuernException(findings);
    }

    internal static double[] Values(long entity)
    {
        var random = new Random((int)entity);
        return [.. Enumerable.Range(0, Features).Select(_ => random.NextDouble() * 1000)];
    }

    internal static void Materialize(IOnlineStore store, RepositoryPlan plan)
    {
        var view = plan.Views["wide"];
        var range = new Interval(Instant.Min, Now);
        using var write = store.BeginWrite();
        var state = OnlineCatalog.Begin(write, view, range, "benchmark", 1);
        var writer = new OnlineWriter(view, state);
        var rows = writer.NewRows();
        for (var entity = 0; entity < Entities; entity++)
        {
            rows.Clear();
            rows.Add(Now.Microseconds - 1_000, Now.Microseconds - 1_000, default, [.. Values(entity).Select(Single)], 0);
            writer.Replace(write, RowKey.Of(Value.Of((long)entity)), range, rows);
        }

        OnlineCatalog.Complete(write, state);
        write.Commit();
    }

    private static Float64Column Single(double value)
    {
        var column = new Float64Column(ValueKind.Float64);
        column.Append(value);
        return column;
    }
}
