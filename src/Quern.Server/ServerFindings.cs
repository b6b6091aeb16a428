namespace Quern.Server;

/// <summary>What can go wrong around requests: one method a code. <c>docs/errors</c> has a page for each.</summary>
internal static class ServerFindings
{
    internal static Finding Internal() => new(
        "QRN5000", "The server failed to answer.", "The cause is in its log under the request id.", "Send the request again; if it fails again, report it with the log lines.");

    internal static Finding UnknownRoute(string method, string path) => new(
        "QRN5020", $"There is no route '{method} {path}'.", null, "GET /openapi/v1.json lists the routes.");

    internal static Finding WrongMethod(string method, string path, string allowed) => new(
        "QRN5021", $"'{path}' does not take {method}.", null, $"Use {allowed}.");

    internal static Finding ClockIsNotManual(string mode) => new(
        "QRN5022", $"The server's clock is {mode} and cannot be set.", null, "Start the server with --clock manual.");

    internal static Finding ClockIsNotLocal() => new(
        "QRN5023", "The clock can be set only from the server's own machine.", null, "Send the request to a loopback address, such as http://127.0.0.1:6566/v1/clock.");

    internal static Finding BadInstant(string? text) => new(
        "QRN5024", text is null ? "Field 'now' is missing." : $"'{text}' is not an instant.", null, "Send {\"now\": \"2001-03-01T00:00:00Z\"}.");

    internal static Finding NotReady() => new(
        "QRN5025", "The server is not ready.", "No version of the registry is loaded.", "Run quern apply, then wait until GET /health answers 200.");

    internal static Finding CannotListen(string url, string reason) => new(
        "QRN5026", $"The server cannot listen on '{url}'.", reason, "Choose another --url; port 0 takes any free port.");

    internal static Finding BadClock(string text) => new(
        "QRN5027", $"'{text}' is not a clock.", null, "Use wall, an instant such as 2001-03-01T00:00:00Z, manual, or manual:INSTANT.");

    internal static Finding BadRequest(string reason) => new("QRN5028", "The request cannot be read.", reason);

    internal static Finding NoDefinitions(string version) => new(
        "QRN5029", $"Version {version} of the registry cannot be served.", "It keeps no compiled definitions.", "Run quern apply again.");
}
