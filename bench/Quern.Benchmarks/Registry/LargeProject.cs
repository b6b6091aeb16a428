using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Quern.Benchmarks.Registry;

/// <summary>A generated project: views of twenty features, half of them windows and half attributes, five to a service, over one small file. Its commands are run as a user runs them.</summary>
internal sealed class LargeProject
{
    /// <summary>The instant up to which it is materialized and served.</summary>
    public const string Now = "2024-02-01T00:00:00Z";

    private const int Columns = 20;
    private const int ViewsPerService = 5;
    private readonly string _folder;

    /// <param name="folder">Gets it.</param>
    /// <param name="views">How many views it has.</param>
    /// <param name="settings">Members of its settings beside the name; null for none.</param>
    public LargeProject(string folder, int views, string? settings = null)
    {
        (_folder, Views) = (folder, views);
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        File.WriteAllText(Path.Combine(folder, "quern.json"), $$"""{ "project": "large"{{(settings is null ? "" : ", " + settings)}} }""");
        File.WriteAllText(Path.Combine(folder, "Large.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <Import Project=".quern/quern.props" Condition="Exists('.quern/quern.props')" />
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
              <ItemGroup><Reference Include="$(QuernHome)/Quern.Core.dll" /></ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Large.cs"), Definitions(views));
        File.WriteAllText(Path.Combine(folder, "data", "readings.csv"), Readings());
    }

    public int Views { get; }

    public int Features => Views * Columns;

    /// <summary>Runs a command, and gives how long it took.</summary>
    public TimeSpan Run(params string[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Start(arguments);
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{arguments[0]}: {process.StandardError.ReadToEnd()}");
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Starts a command whose output the caller reads.</summary>
    public Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Quern.Cli.dll"), .. arguments]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static string Definitions(int views)
    {
        var text = new StringBuilder("using Quern;\n\npublic sealed record Reading\n{\n    public DateTimeOffset Time { get; init; }\n    public long DeviceId { get; init; }\n");
        for (var i = 0; i < Columns; i++) Line(text, $"    public double V{i} {{ get; init; }}");
        text.Append("}\n\npublic sealed class Large : FeatureRepository\n{\n    public Entity Device => Entity(\"device\", \"A device\", \"device_id\");\n");
        text.Append("    public Source<Reading> Readings => Csv<Reading>(\"data/readings.csv\", source => source.EventTime(r => r.Time));\n");
        for (var view = 0; view < views; view++) Line(text, view % 2 == 0 ? Windows(view) : Attributes(view));
        for (var service = 0; service < views / ViewsPerService; service++)
            Line(text, $"    public FeatureService Service{service:000} => Service({string.Join(", ", Enumerable.Range(service * ViewsPerService, ViewsPerService).Select(view => $"View{view:000}"))});");
        return text.Append("}\n").ToString();
    }

    private static FormattableString Windows(int view) =>
        $"    public FeatureView View{view:000} => Readings.By(Device, r => r.DeviceId).Windows(\"1h\", \"1d\", \"7d\", \"28d\").Aggregate(w => new {{ Sum{view} = w.Sum(r => r.V{view % Columns}), Mean{view} = w.Mean(r => r.V{(view + 1) % Columns}), Max{view} = w.Max(r => r.V{(view + 2) % Columns}), Min{view} = w.Min(r => r.V{(view + 3) % Columns} + {view}), Count{view} = w.Count() }});";

    private static FormattableString Attributes(int view) =>
        $"    public FeatureView View{view:000} => Readings.By(Device, r => r.DeviceId).Latest(r => new {{ {string.Join(", ", Enumerable.Range(0, Columns).Select(i => $"A{i}_{view} = r.V{i} * {view + i + 1}"))} }});";

    private static string Readings()
    {
        var text = new StringBuilder("time,device_id");
        for (var i = 0; i < Columns; i++) text.Append(",v").Append(i);
        text.Append('\n');
        for (var row = 0; row < 2_000; row++) Line(text, $"2024-01-{1 + (row % 28):00}T{row % 24:00}:00:00Z,{row % 100},{string.Join(',', Enumerable.Range(0, Columns).Select(i => ((row * 7) + i) % 97))}");
        return text.ToString();
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
