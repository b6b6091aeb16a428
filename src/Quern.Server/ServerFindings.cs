using Quern.Engine.Objectives;

namespace Quern.Server;

/// <summary>What can go wrong around requests: one method a code. <c>docs/errors</c> has a page for each.</summary>
internal static class ServerFindings
{
    internal static Finding Internal() => new(
        "QRN5000", "The server failed to answer.", "The cause is in its log under the request id.", "Send the request again; if it fails again, report it with the log lines.");

    internal static Finding UnknownRoute(string method, string path, string routes) => new(
        "QRN5020", $"There is no route '{method} {path}'.", null, routes);

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

    internal static Finding CannotListen(string url, string option, string reason) => new(
        "QRN5026", $"The server cannot listen on '{url}'.", reason, $"Choose another {option}; port 0 takes any free port.");

    internal static Finding NoCertificate(string url) => new(
        "QRN5153", $"'{url}' asks for TLS, and there is no certificate.", null, "Give one: --certificate FILE and, where it is in a file of its own, --key FILE; or listen on http://.");

    internal static Finding NoUseForCertificate() => new(
        "QRN5153", "A certificate is given, and no address asks for TLS.", null, "Listen on https://: --url https://0.0.0.0:6566, or --grpc-url; or leave --certificate out.");

    internal static Finding BadCertificate(TlsFiles files, string reason) => new(
        "QRN5154",
        $"The certificate '{files.Certificate}'{(files.Key is { } key ? $" with the key '{key}'" : "")} cannot be used.",
        reason,
        "Both are PEM: BEGIN CERTIFICATE, those that it is signed by after it, and BEGIN PRIVATE KEY without a password, which belongs to the first.");

    internal static Finding BadTelemetry(string variable, string value, string hint) => new("QRN5155", $"{variable} is '{value}', which cannot be used.", null, hint);

    internal static Finding BadClock(string text) => new(
        "QRN5027", $"'{text}' is not a clock.", null, "Use wall, an instant such as 2001-03-01T00:00:00Z, manual or event, the last two with a start if need be: manual:INSTANT.");

    internal static Finding BadRequest(string reason) => new("QRN5028", "The request cannot be read.", reason);

    internal static Finding NoDefinitions(string version) => new(
        "QRN5029", $"Version {version} of the registry cannot be served.", "It keeps no compiled definitions.", "Run quern apply again.");

    internal static Finding ExpandsTooMuch(long bytes) => new(
        "QRN5043", "The body expands too much.", $"It became more than {bytes} bytes, and more than a hundred times what was sent.", "Send the events less compressed, or as they are.");

    internal static Finding UnknownEncoding(string encoding) => new("QRN5044", $"Content-Encoding '{encoding}' is not known here.", null, "Send the body as it is, or as gzip.");

    internal static Finding BrokenEncoding(string reason) => new("QRN5045", "The body is not gzip, or broken off.", reason, "Compress it again and send what was not taken.");

    internal static Finding Stopping() => new("QRN5049", "The server is stopping.", "It took what it has answered for, and nothing after that.", "Send the rest when it runs again.");

    internal static Finding NoStream(string view) => new(
        "QRN5060", $"View '{view}' does not change live.", "Its source has no stream.", "Give the source a stream: Stream<T>(…), or .Stream(\"name\"); then quern apply.");

    internal static Finding TooManyReaders(int most) => new(
        "QRN5063", $"{most} readers of changes are connected.", null, "Close some; one reader can watch all entities of a view.");

    internal static Finding NoTrainingSets() => new(
        "QRN5100", "This server makes no training sets.", "It was started without a project's folder.", "Use quern serve in the project, or quern training-set.");

    internal static Finding TooManyUploads(int most) => new(
        "QRN5111", $"{most} requests for training sets are being read.", "Their rows are held in memory until they are.", "Send the request again in a moment.");

    internal static Finding NoHistory() => new(
        "QRN5140", "This server reads no history.", "It knows of no project whose sources it could read.", "Ask one that 'quern serve' runs, or run 'quern get --at' or 'quern explain' in the project.");

    internal static Finding TooMuchHistory(int most) => new(
        "QRN5141", $"{most} reads of history wait already.", "Each goes over the sources.", "Ask again a little later; for many rows ask for a training set.");

    internal static Finding BadEventCount(string text, int most) => new("QRN5142", $"'{text}' is not a number of events.", null, $"Give events=N with N from 0 to {most}; without it 100 are told.");

    internal static Finding BadTruth(string name, string text) => new("QRN5145", $"'{name}={text}' is neither true nor false.", null, $"Write {name}=true, or leave it away.");

    internal static Finding UnknownQuery(string name, string known) => new("QRN5143", $"'{name}' is not a part of this address.", null, $"After the question mark may come: {known}.");

    internal static Finding BadAt(string text) => new("QRN5146", $"'at={text}' is not an instant.", null, "Write it as at=2001-03-01T00:00:00Z.");

    internal static Finding FutureInstant(string at, string now) => new("QRN5144", $"The instant {at} has not come yet; now is {now}.", null, "Leave 'at' away for now, or give an instant that is past.");

    internal static Finding BadSeries(string name, string? text, string hint) => new(
        "QRN5180", text is null ? $"'{name}' is missing." : $"'{name}={text}' makes no series.", null, hint);

    internal static Finding BadCommit(string name, string text) => new("QRN5181", $"'{name}={text}' is not the number of an apply.", null, "Applies are numbered from 1; GET /v1/registry/commits lists them.");

    internal static Finding BadPlan(string text) => new("QRN5192", $"'{text}' is not the number of a plan.", null, "Plans are numbered from 1; GET /v1/registry/plans lists those that are open.");

    internal static Finding NoCommits() => new("QRN5182", "This server knows nothing of what was applied before.", "It serves one version, and was given no registry.", "Ask one that 'quern serve' runs.");

    internal static Finding NoDefinition(string thing, string name) => new(
        "QRN5183", $"There is no {thing} '{name}'.", null, "GET /v1/registry lists what is defined; things are entity, source, view, lookup, on-demand and service, and /v1/registry/changes/{thing}/{name} tells of what is gone.");

    internal static Finding CannotRollBack() => new(
        "QRN5193", "This server cannot roll back.", "It was started to read alone, or was given no registry to write to.", "Run 'quern rollback' where the project is, or ask the server that writes.");

    internal static Finding CannotMaterialize() => new(
        "QRN5071", "This server cannot materialize.", "It serves an online store, and does not know the sources that the store is made from.", "Run quern materialize where the project is.");

    internal static Finding TooManyMaterializations(int most) => new(
        "QRN5072", $"{most} requests to materialize are waiting.", null, "Wait until they are done: GET /v1/materializations tells how far they are.");

    internal static Finding AlreadyMaterializing(IEnumerable<string> views) => new(
        "QRN5073", "Feature views are being materialized already.", $"{string.Join("; ", views)}.", "Wait until that run ends, or add ?force=true to run again after it.");

    internal static Finding TooMuchWaits(int most) => new("QRN5147", "The server has more to do than it can.", $"More than {most} pieces of work wait for a thread.", "Send the request again a second later, or to another server.");

    internal static Finding ServiceIsBusy(string service, int limit) => new(
        "QRN5148", $"Service '{service}' has as many reads under way as it may: {limit}.", null, "Send the request again a second later, or raise its limit in quern.json.");

    internal static Finding BadDeadline(string text, int longest) => new(
        "QRN5150", $"'deadline_ms={text}' is not a number of milliseconds from 1 to {longest}.", null, "Write deadline_ms=50 to have the answer after 50 ms at the latest, or leave it away.");

    internal static Finding DeadlineInThePast() => new(
        "QRN5151", "A deadline does not go with 'at'.", "A read of history goes over the sources and has no part that could be told early.", "Leave 'deadline_ms' away, or 'at'.");

    internal static Finding TooManyOverdue(int most) => new(
        "QRN5152", $"{most} reads that a deadline cut off are still running.", "An on-demand method that loops cannot be ended from outside.",
        "Send the request again in a moment, or without deadline_ms; find the method that does not come back.");

    internal static Finding LimitOfNothing(string service, string version) => new("QRN5149", $"'{service}' has a limit, and version {version} has no such service.", null, "Mend the name under 'limits' in quern.json.");

    internal static Finding NoAlert(string id) => new("QRN5197", $"no alert '{id}' is open", null, "GET /v1/alerts lists them; one that is over needs no acknowledgement.");

    internal static Finding NoSilence(string id) => new("QRN5197", $"there is no silence '{id}'", null, "GET /v1/alerts lists them; it may have ended.");

    internal static Finding BadSilence(string wrong) => new("QRN5198", $"the body is no wish for silence: {wrong}", null, "Write it as { \"match\": \"objective/*\", \"for\": \"2h\", \"comment\": \"why\" }, at most 90d.");

    internal static Finding ObjectiveOfNothing(Objective objective, string version)
    {
        var what = objective.Kind switch { ObjectiveKind.Freshness => "view", ObjectiveKind.Ingestion => "stream", _ => "service" };
        return new("QRN5196", $"objective '{objective.Name}' is of {what} '{objective.Subject}', and version {version} has no such {what}.", null, "Mend the name under 'objectives' in quern.json.");
    }
}
