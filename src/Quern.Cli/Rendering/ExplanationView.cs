using Quern.Engine.PointInTime;
using Quern.Planning;

namespace Quern.Cli.Rendering;

/// <summary>Shows which events made each value.</summary>
internal sealed class ExplanationView(Output output)
{
    private const int Shown = 10;

    public void Show(ServicePlan service, IReadOnlyList<PlainValue> values)
    {
        output.Json(values.Select(value => new
        {
            view = service.NameOf(value.Input).Of,
            feature = service.NameOf(value.Input).Feature,
            value = value.Result.Value.ToString(),
            status = StatusName.Of(value.Result.Status),
            events = value.Events.Select(@event => new { time = @event.Time.ToString(), knownAt = @event.KnownAt.ToString(), argument = @event.Argument.ToString() }),
        }));
        foreach (var value in values)
        {
            var (of, feature) = service.NameOf(value.Input);
            output.Line($"  {of}:{feature} = {value.Result.Value}  ({StatusName.Of(value.Result.Status)}, from {Numbers.Count(value.Events.Count, "event")})");
            foreach (var @event in value.Events.Reverse().Take(Shown))
                output.Line($"      {@event.Time}{(@event.KnownAt == @event.Time ? "" : $", known at {@event.KnownAt}")}{(@event.Argument.IsNull ? "" : $": {@event.Argument}")}");
            if (value.Events.Count > Shown) output.Line($"      … and {value.Events.Count - Shown} earlier");
        }
    }
}
