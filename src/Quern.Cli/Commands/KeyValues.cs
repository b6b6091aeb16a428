using System.Globalization;
using System.Text;
using System.Text.Json;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Cli.Commands;

/// <summary>Join keys and request fields as people type them: <c>airport=ORD</c>. A value that is written <c>name=</c> is null, as is a request field that is left out.</summary>
internal static class KeyValues
{
    /// <summary>A column of one row for each join key and each request field.</summary>
    /// <exception cref="QuernException">A pair is not one, names nothing, or has a value that does not fit, or a join key is missing: everything that is wrong.</exception>
    public static (IReadOnlyList<Column> Keys, IReadOnlyList<Column> Requests) Read(ServicePlan service, IReadOnlyList<string> pairs)
    {
        var findings = new List<Finding>();
        RequestField[] fields = [.. service.JoinKeys, .. service.Requests];
        var values = new Dictionary<string, string>();
        foreach (var pair in pairs)
        {
            var at = pair.IndexOf('=');
            if (at > 0 && fields.Any(field => field.Name == pair[..at])) values[pair[..at]] = pair[(at + 1)..];
            else findings.Add(new("QRN6009", $"'{pair}' names no key or field of service '{service.Name}'", Hint: $"Write {string.Join(" ", fields.Select(field => field.Name + "=…"))}."));
        }

        foreach (var key in service.JoinKeys.Where(key => !values.ContainsKey(key.Name)))
            findings.Add(new("QRN6015", $"join key '{key.Name}' of service '{service.Name}' is not given", Hint: $"Add {key.Name}=…; '{key.Name}=' alone is a null."));
        Column[] columns = [.. fields.Select(field => Parse(field, values.GetValueOrDefault(field.Name, ""), findings))];
        if (findings.Count > 0) throw new QuernException(findings);
        return (columns[..service.JoinKeys.Count], columns[service.JoinKeys.Count..]);
    }

    private static Column Parse(RequestField field, string text, List<Finding> findings)
    {
        var column = Column.Create(field.Kind);
        if (text.Length == 0) column.AppendNull();
        else if (!TryAppend(column, text)) findings.Add(new("QRN6009", $"'{field.Name}={text}' is not {DataType.Scalar(field.Kind)}", Hint: $"Write it as {field.Name}={Example(field.Kind)}."));
        return column;
    }

    private static string Example(ValueKind kind) => kind switch
    {
        ValueKind.Boolean => "true",
        ValueKind.Float32 or ValueKind.Float64 => "0.5",
        ValueKind.Timestamp => "2001-03-01T08:30:00Z",
        ValueKind.Embedding => "[0.1,0.2]",
        _ => "7",
    };

    private static bool TryAppend(Column column, string text)
    {
        switch (column)
        {
            case TextColumn { Kind: ValueKind.Embedding } embeddings:
                return TryAppend(embeddings, text);
            case TextColumn texts:
                texts.Append(Encoding.UTF8.GetBytes(text));
                return true;
            case Float64Column reals when double.TryParse(text, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real):
                reals.Append(real);
                return true;
            case Int64Column { Kind: ValueKind.Boolean } truths when bool.TryParse(text, out var truth):
                truths.Append(truth ? 1 : 0);
                return true;
            case Int64Column { Kind: ValueKind.Timestamp } times when Instant.TryParse(text, out var instant):
                times.Append(instant.Microseconds);
                return true;
            case Int64Column { Kind: ValueKind.Int32 } numbers when int.TryParse(text, CultureInfo.InvariantCulture, out var number):
                numbers.Append(number);
                return true;
            case Int64Column { Kind: ValueKind.Int64 } numbers when long.TryParse(text, CultureInfo.InvariantCulture, out var number):
                numbers.Append(number);
                return true;
            default:
                return false;
        }
    }

    private static bool TryAppend(TextColumn embeddings, string text)
    {
        try
        {
            if (JsonSerializer.Deserialize<float[]>(text) is not { } numbers || !numbers.All(float.IsFinite)) return false;
            embeddings.Append(EmbeddingBytes.Of(numbers));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
