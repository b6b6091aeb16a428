using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Server.Changes;

/// <summary>Which changes of a view somebody wants.</summary>
/// <param name="Condition">What must begin or cease to hold; null for every change.</param>
/// <param name="Keys">The value that each part of the key must have; null for any.</param>
internal sealed record ChangeChoice(ChangeCondition? Condition, IReadOnlyList<Value?> Keys)
{
    /// <summary>Reads a choice from the parts of a query: <c>when</c>, and any of the join keys.</summary>
    /// <exception cref="QuernException">A part is not one: everything that is wrong.</exception>
    public static ChangeChoice Read(IEnumerable<(string Name, string Value)> parts, ServicePlan service)
    {
        var (condition, keys, findings) = ((ChangeCondition?)null, new Value?[service.JoinKeys.Count], new List<Finding>());
        foreach (var (name, value) in parts)
        {
            var part = service.JoinKeys.Select((key, i) => (key, i)).FirstOrDefault(key => key.key.Name == name, (null!, -1));
            if (name == "when")
            {
                condition = ChangeCondition.TryParse(value, service, out var finding);
                if (finding is not null) findings.Add(finding);
            }
            else if (part.i < 0) findings.Add(new("QRN5062", $"'{name}' is neither 'when' nor a join key of the view", Hint: $"Join keys: {string.Join(", ", service.JoinKeys.Select(key => key.Name))}."));
            else if (ValueOf(value, part.key.Kind) is { } wanted) keys[part.i] = wanted;
            else findings.Add(new("QRN5062", $"'{value}' is not {DataType.Scalar(part.key.Kind)}, as join key '{name}' is"));
        }

        return findings.Count == 0 ? new(condition, keys) : throw new QuernException(findings);
    }

    /// <summary>Whether an entity is one of those wanted.</summary>
    public bool Wants(Value[] entity)
    {
        for (var part = 0; part < entity.Length; part++)
            if (Keys[part] is { } wanted && !wanted.Equals(entity[part]))
                return false;
        return true;
    }

    private static Value? ValueOf(string text, ValueKind kind) => kind switch
    {
        ValueKind.String => Value.Of(text),
        ValueKind.Boolean when bool.TryParse(text, out var truth) => Value.Of(truth),
        ValueKind.Int32 when int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) => Value.Of(number),
        ValueKind.Int64 when long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) => Value.Of(number),
        ValueKind.Timestamp when Instant.TryParse(text, out var instant) => Value.Of(instant),
        _ => null,
    };
}
