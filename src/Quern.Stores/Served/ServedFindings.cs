namespace Quern.Stores.Served;

/// <summary>What can be wrong with the log of served vectors where it is read.</summary>
internal static class ServedFindings
{
    public static Finding NoTable(string service, string path) => new(
        "QRN6070", $"nothing that service '{service}' served is logged", $"Looked for: {path}", "Have it logged: \"log\": { \"sample\": 1 } in quern.json, then 'quern serve'.");
}
