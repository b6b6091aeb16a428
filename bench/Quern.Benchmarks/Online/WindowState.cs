using Quern.Engine.Online;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Benchmarks.Online;

/// <summary>Thirty days of events of some entities, as online state.</summary>
internal static class WindowState
{
    private const long Day = 86_400_000_000;
    private const int Days = 30;

    internal static readonly Instant End = new(Days * Day);

    internal static ServicePlan Plan()
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new WindowRepository()), new());
        return plan?.Services["windowed"] ?? throw new QuernException(findings);
    }

    internal static void Materialize(IOnlineStore store, ServicePlan service, int entities, int eventsPerWeek)
    {
        var view = (AggregationViewPlan)service.Reads[0].View;
        var range = new Interval(Instant.Min, End);
        using var write = store.BeginWrite();
        var state = OnlineCatalog.Begin(write, view, range, "benchmark", 1);
        var writer = new OnlineWriter(view, state);
        var rows = writer.NewRows();
        var random = new Random(1);
        for (var entity = 0; entity < entities; entity++)
        {
            rows.Clear();
            Column[] arguments = [.. view.Arguments.Select(argument => Random(argument.Kind, random))];
            foreach (var time in Enumerable.Range(0, eventsPerWeek * Days / 7).Select(_ => random.NextInt64(End.Microseconds)).Order()) rows.Add(time, time, default, arguments, random.Next(1000));
            writer.Replace(write, RowKey.Of(Value.Of((long)entity)), range, rows);
        }

        OnlineCatalog.Complete(write, state);
        write.Commit();
    }

    private static Column Random(ValueKind kind, Random random)
    {
        var column = Column.Create(kind);
        for (var i = 0; i < 1000; i++)
        {
            if (column is Float64Column reals) reals.Append(random.NextDouble() * 1000);
            else ((Int64Column)column).Append(kind == ValueKind.Boolean ? random.Next(2) : random.Next(-20, 300));
        }

        return column;
    }
}
