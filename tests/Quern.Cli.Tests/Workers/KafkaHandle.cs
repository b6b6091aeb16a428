using System.Runtime.InteropServices;
using System.Text.Json;
using Quern.Connectors.Feeds;

namespace Quern.Connectors.Tests.Kafka;

/// <summary>librdkafka, as Quern has loaded it for this process.</summary>
internal static class KafkaHandle
{
    public static nint Open()
    {
        using var settings = JsonDocument.Parse("""{ "any": { "kafka": { "servers": "127.0.0.1:1", "topic": "any", "group": "any" } } }""");
        FeedSettings.Read(settings.RootElement, [])["any"].Check().ShouldBeEmpty();
        // One that is loaded is given again.
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            foreach (var name in new[] { "librdkafka.so", "librdkafka.dylib" })
                if (Path.Combine(folder.FullName, "artifacts", "native", name) is var path && File.Exists(path))
                    return NativeLibrary.Load(path);
        throw new InvalidOperationException("There is no librdkafka in artifacts/native.");
    }
}
