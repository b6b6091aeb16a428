using System.Text.Json;
using Quern.Engine.Alerts;
using Quern.Stores.Files;

namespace Quern.Stores.Alerts;

/// <summary>Keeps alerts and silences in one JSON file, whole at all times.</summary>
/// <param name="path">The file; its folder is made when it is first written.</param>
public sealed class AlertFile(string path) : IAlertStore
{
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true };

    // Without a file nothing is known, which need not be written.
    private byte[] _last = Bytes(new([], []));

    /// <inheritdoc/>
    public AlertState Read() => Guarded(() =>
    {
        if (!File.Exists(path)) return new([], []);
        try
        {
            _last = File.ReadAllBytes(path);
            return JsonSerializer.Deserialize<AlertState>(_last, Form) is { Alerts: not null, Silences: not null } state ? state : new([], []);
        }
        catch (JsonException)
        {
            // Somebody has written into it: what is wrong is found again, silences are lost.
            return new([], []);
        }
    });

    /// <inheritdoc/>
    public void Write(AlertState state) => Guarded<object?>(() =>
    {
        var bytes = Bytes(state);
        // Most of the time nothing is wrong, and nothing new.
        if (bytes.AsSpan().SequenceEqual(_last)) return null;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        DurableFile.Replace(path, bytes);
        _last = bytes;
        return null;
    });

    private static byte[] Bytes(AlertState state) => JsonSerializer.SerializeToUtf8Bytes(state, Form);

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new QuernException(new Finding("QRN6380", $"alerts cannot be kept in '{path}'", exception.Message, "Check that the folder may be written and that the disk is not full; what a server knows meanwhile it knows until it ends."), exception);
        }
    }
}
