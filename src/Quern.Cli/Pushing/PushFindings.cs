namespace Quern.Cli.Pushing;

/// <summary>What can go wrong on the way to a stream.</summary>
internal static class PushFindings
{
    public static Finding NoFile(string path) => new("QRN6040", $"there is no file '{path}'", Hint: "Name a file with one JSON object a line, plain or gzip; or none, to read standard input.");

    public static Finding LongLine(long line) => new("QRN6041", $"line {line} is longer than 64 MiB", "It is hardly one event.", "One JSON object a line; an event has at most 1 MiB.");

    public static Finding BadServer(string server) => new("QRN6042", $"'{server}' is not a server's address", Hint: "Write it as http://127.0.0.1:6566.");

    public static Finding NoAnswer(string server, string reason) => new(
        "QRN6043",
        server.Length == 0 ? "the server did not answer for all events" : $"server '{server}' does not answer",
        reason,
        "Is it running? What it did not answer for may or may not be taken: events with an event key can be pushed again safely.");

    public static Finding NoQuern(int status) => new("QRN6044", $"the server's answer is not one of Quern ({status})", Hint: "Is --server the address of 'quern serve'?");

    public static Finding BadNumber(string option, double value) => new("QRN6045", $"{option} {value} makes no sense", Hint: "--batch is 1 to 10000, --from 1 or more, --speed more than 0.");

    public static Finding BadFile(string name, string reason) => new("QRN6046", $"'{name}' cannot be read", reason, "A name that ends in .gz must be that of a gzip file, and of a whole one.");
}
