using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Cli.Rendering;

/// <summary>Shows one vector.</summary>
internal sealed class VectorView(Output output)
{
    public void Show(ServicePlan service, Instant at, IReadOnlyList<ResultColumn> columns)
    {
        output.Json(new
        {
            service = service.Name,
            at = at.ToString(),
            features = service.Outputs.Select((column, i) => new { column.Name, type = column.Type.ToString(), value = JsonValue.Of(columns[i][0]), status = StatusName.Of(columns[i].StatusOf(0)) }),
        });
        output.Line($"{service.Name} at {at}");
        var width = service.Outputs.Max(column => column.Name.Length);
        for (var i = 0; i < columns.Count; i++)
        {
            var status = columns[i].StatusOf(0);
            output.Line($"  {service.Outputs[i].Name.PadRight(width)}  {(status == FeatureStatus.Present ? columns[i][0] : StatusName.Of(status))}");
        }
    }
}
