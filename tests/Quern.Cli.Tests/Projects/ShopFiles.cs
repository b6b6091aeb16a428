namespace Quern.Cli.Tests.Projects;

/// <summary>The files of a small shop.</summary>
internal static class ShopFiles
{
    public const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          <ItemGroup>
            <Reference Include="$(QuernHome)/Quern.Core.dll" />
          </ItemGroup>
        </Project>
        """;

    /// <summary>What stands in <c>Definitions</c> under a name.</summary>
    public static string Definitions(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Definitions", name + ".cs"));

    public static void Write(string folder, string definitions)
    {
        void File(string name, string text) => System.IO.File.WriteAllText(Path.Combine(folder, name), text + "\n");
        Directory.CreateDirectory(Path.Combine(folder, "data", "clicks"));
        File("quern.json", """{ "project": "shop" }""");
        File("Shop.csproj", Project);
        File($"{definitions}.cs", Definitions(definitions));
        File("data/purchases.csv", """
            at,customer,amount,items
            2024-01-01T10:00:00Z,ann,10.5,2
            2024-01-01T12:00:00Z,bob,4,1
            2024-01-02T09:00:00Z,ann,20,3
            2024-01-02T09:00:00Z,,99,1
            """);
        File("data/clicks/1.ndjson", """
            {"at":"2024-01-01T10:00:00Z","customer":"ann","page":"/a"}
            {"at":"2024-01-01T11:00:00Z","customer":"ann","page":"/b"}
            """);
        File("data/profiles.csv", """
            since,customer,city
            2023-12-01,ann,Rome
            2024-01-02T08:00:00Z,ann,Oslo
            2024-01-01,bob,
            """);
        File("labels.csv", """
            event_timestamp,customer,basket,label
            2024-01-02T09:00:00Z,ann,5.25,1
            2024-01-02T10:00:00Z,ann,10,0
            2024-01-02T10:00:00Z,,10,0
            2024-01-02T10:00:00Z,zoe,10,0
            """);
    }
}
