using System.Globalization;
using System.Text.RegularExpressions;
using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.Streams;

/// <summary>A condition on one feature of a view: <c>spent_1h &gt; 100</c>. A null holds no condition but <c>!=</c>.</summary>
public sealed partial class ChangeCondition
{
    private readonly OutputColumn _feature;
    private readonly string _comparison;
    private readonly double _bound;

    private ChangeCondition(OutputColumn feature, string comparison, double bound) => (_feature, _comparison, _bound) = (feature, comparison, bound);

    /// <summary>Reads a condition on a feature of a service; null with a finding when it is not one.</summary>
    public static ChangeCondition? TryParse(string text, ServicePlan service, out Finding? finding)
    {
        var match = Form().Match(text);
        var feature = match.Success ? service.Outputs.FirstOrDefault(output => output.Name == match.Groups["feature"].Value) : null;
        var isNumber = feature is { Type.Shape: DataShape.Scalar } && feature.Type.Kind is not (ValueKind.String or ValueKind.Timestamp);
        finding = (match.Success, feature, isNumber) switch
        {
            (false, _, _) => new("QRN5061", $"'{text}' is not a condition", Hint: "Write a feature, one of > >= < <= == !=, and a number, true or false: spent_1h > 100."),
            (_, null, _) => new("QRN5061", $"the condition '{text}' is on '{match.Groups["feature"].Value}', which the view does not have", Hint: $"Its features: {string.Join(", ", service.Outputs.Select(output => output.Name))}."),
            (_, _, false) => new("QRN5061", $"the condition '{text}' is on '{feature.Name}', which is {feature.Type} and no number", Hint: "Name a feature that is a number or a truth value."),
            _ => null,
        };
        return finding is null ? new(feature!, match.Groups["comparison"].Value, Bound(match.Groups["bound"].Value)) : null;
    }

    /// <summary>Whether it holds for a row.</summary>
    public bool Holds(VectorBatch batch, int row)
    {
        var column = batch.Of(_feature);
        if (column.StatusOf(row) != FeatureStatus.Present) return _comparison == "!=";
        var value = column.Type.Kind is ValueKind.Float32 or ValueKind.Float64 ? BitConverter.Int64BitsToDouble(column.Slots[row]) : column.Slots[row];
        return _comparison switch
        {
            ">" => value > _bound,
            ">=" => value >= _bound,
            "<" => value < _bound,
            "<=" => value <= _bound,
            "==" => value == _bound,
            _ => value != _bound,
        };
    }

    private static double Bound(string text) => text switch
    {
        "true" => 1,
        "false" => 0,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(@"\A\s*(?<feature>\w+)\s*(?<comparison>>=|<=|==|!=|>|<)\s*(?<bound>true|false|-?\d{1,300}(\.\d{1,300})?([eE][-+]?\d{1,3})?)\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
