using System.Reflection;

namespace Quern.Architecture.Tests.Rooms;

/// <summary>A project under src and the rooms that it may see. An arrow that is not here is not allowed.</summary>
internal sealed record Room(string Name, params string[] MaySee)
{
    public static IReadOnlyList<Room> All { get; } =
    [
        new("Core"),
        new("Engine", "Core"),
        new("Stores", "Engine", "Core"),
        new("Connectors", "Protocol", "Engine", "Core"),
        new("Protocol", "Core"),
        new("Server", "Protocol", "Stores", "Connectors", "Engine", "Core"),
        // Cli ships Testing beside itself, for the test projects that 'quern init' makes.
        new("Cli", "Testing", "Server", "Protocol", "Stores", "Connectors", "Engine", "Core"),
        new("Testing", "Engine", "Core"),
        // Client is for programs elsewhere: it knows the wire and nothing of what is behind it.
        new("Client"),
        // Embedded is serving without a server, in somebody else's process.
        new("Embedded", "Stores", "Engine", "Core"),
    ];

    /// <summary>The rooms that stand today, for theories.</summary>
    public static TheoryData<string> Standing => [.. All.Where(room => File.Exists(Repository.FullPath(room.Project))).Select(room => room.Name)];

    public static Room Of(string name) => All.Single(room => room.Name == name);

    public string Project => $"src/{AssemblyName}/{AssemblyName}.csproj";

    public string AssemblyName => $"Quern.{Name}";

    public Assembly Load() => Assembly.Load(AssemblyName);
}
