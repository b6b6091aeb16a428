using System.Globalization;
using System.Text.Json;
using Quern.Protocol.Errors;

namespace Quern.Protocol.Online;

/// <summary>
/// A feature as a request names it: <c>view:feature</c>, <c>view@2:feature</c>, Feast's <c>view@v2:feature</c> and <c>view@latest:feature</c>, or an on-demand feature by its name alone.
/// </summary>
/// <param name="View">The view's reference, <c>view</c> or <c>view@2</c>, or <c>view@latest</c>; null for an on-demand feature.</param>
/// <param name="Feature">The feature's name.</param>
public sealed record FeatureReference(string? View, string Feature)
{
    /// <summary>What stands behind a view's name for its greatest version, whatever that is.</summary>
    public const string Latest = "@latest";

    /// <summary>How many features one list may name.</summary>
    public const int MostFeatures = 2_000;

    /// <summary>The reference in the one form that the planner reads.</summary>
    public string Text => View is null ? Feature : $"{View}:{Feature}";

    /// <summary>Reads a list of references.</summary>
    /// <param name="features">A valid JSON array: <see cref="RequestHead.Features"/>.</param>
    /// <param name="findings">Gets everything that is wrong with it; null while nothing is.</param>
    public static IReadOnlyList<FeatureReference> ReadList(ReadOnlySpan<byte> features, ref List<RequestFinding>? findings)
    {
        var references = new List<FeatureReference>();
        var json = new Utf8JsonReader(features);
        json.Read();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray && !RequestErrors.IsFull(findings))
        {
            if (references.Count == MostFeatures)
            {
                RequestErrors.Add(ref findings, RequestErrors.TooManyFeatures(MostFeatures));
                break;
            }

            if (json.TokenType != JsonTokenType.String)
            {
                RequestErrors.Add(ref findings, RequestErrors.WrongShape("features", "an array of text", $"an array with {JsonNames.Of(json.TokenType)} in it"));
                json.Skip();
            }
            else if (TryGetText(ref json, out var text) && Parse(text) is { } reference) references.Add(reference);
            else RequestErrors.Add(ref findings, RequestErrors.BadReference(text));
        }

        if (references.Count == 0 && findings is null)
            RequestErrors.Add(ref findings, RequestErrors.MissingField("features", "Name a \"feature_service\", or list \"features\" as [\"view:feature\", ...]."));
        return references;
    }

    /// <summary>Reads one reference; null when it is none.</summary>
    public static FeatureReference? Parse(string text)
    {
        var parts = text.Split(':');
        return parts switch
        {
            [var feature] when IsName(feature) => new(null, feature),
            [var view, var feature] when IsName(feature) && ViewOf(view) is { } reference => new(reference, feature),
            _ => null,
        };
    }

    /// <summary>A view's reference, <c>view</c> or <c>view@2</c>, or <c>view@latest</c>, from a text that may write the version as Feast does: <c>view@v2</c>. Null when it is none.</summary>
    public static string? ViewOf(string view)
    {
        var parts = view.Split('@');
        if (!IsName(parts[0]) || parts.Length > 2) return null;
        if (parts.Length == 1 || view.EndsWith(Latest, StringComparison.Ordinal)) return view;
        var digits = parts[1].StartsWith('v') ? parts[1][1..] : parts[1];
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < 1) return null;
        return version == 1 ? parts[0] : $"{parts[0]}@{version.ToString(CultureInfo.InvariantCulture)}";
    }

    private static bool IsName(string text) => text.Length > 0 && text.All(letter => char.IsLetterOrDigit(letter) || letter == '_');

    private static bool TryGetText(ref Utf8JsonReader json, out string text)
    {
        try
        {
            text = json.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = System.Text.Encoding.UTF8.GetString(json.ValueSpan);
            return false;
        }
    }
}
