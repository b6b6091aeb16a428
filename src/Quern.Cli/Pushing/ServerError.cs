using System.Text.Json;

namespace Quern.Cli.Pushing;

/// <summary>Why a server did not take events.</summary>
/// <param name="Finding">What it says.</param>
/// <param name="IsPassing">Whether the same may go well a moment later.</param>
internal sealed record ServerError(Finding Finding, bool IsPassing)
{
    /// <summary>From the JSON with its code, detail and hint.</summary>
    public static ServerError Of(JsonElement json)
    {
        var code = json.GetProperty("code").GetString()!;
        var hint = json.TryGetProperty("hint", out var text) ? text.GetString() : null;
        return new(new(code, json.GetProperty("detail").GetString()!, Hint: hint), code is "QRN4032");
    }
}
