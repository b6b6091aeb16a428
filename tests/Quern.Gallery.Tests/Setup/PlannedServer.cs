namespace Quern.Gallery.Tests.Setup;

/// <summary>A small project whose registry a test may change: applied twice, served, with nothing in it. Its commands run beside the server.</summary>
public sealed class PlannedServer : IAsyncLifetime
{
    private readonly QuernServe _serve = new("planned");

    public string Url => _serve.Url;

    public ValueTask InitializeAsync() => new(Task.Run(Prepare));

    /// <summary>Defines what counts clicks over some windows.</summary>
    public void Define(params string[] windows) => File.WriteAllText(Path.Combine(_serve.Folder, "Clicks.cs"), $$"""
        using Quern;
        public sealed record Click(DateTimeOffset At, string User);
        public sealed class ClickFeatures : FeatureRepository
        {
            public Entity User => Entity("user", "Who clicks");
            public Source<Click> Clicks => Stream<Click>(source => source.EventTime(c => c.At));
            public FeatureView UserClicks => Clicks.By(User, c => c.User).Windows({{string.Join(", ", windows.Select(window => $"\"{window}\""))}}).Aggregate(w => new { Clicks = w.Count() });
            public FeatureService Ranking => Service(UserClicks);
        }
        """);

    /// <summary>Runs a command in the project.</summary>
    public Task RunAsync(params string[] arguments) => Task.Run(() => _serve.Run(arguments));

    public ValueTask DisposeAsync()
    {
        _serve.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Prepare()
    {
        var flights = Path.Combine(Repository.Root, "samples", "flights");
        File.WriteAllText(Path.Combine(_serve.Folder, "quern.json"), """{"project":"planned"}""");
        File.Copy(Path.Combine(flights, "Flights.csproj"), Path.Combine(_serve.Folder, "Clicks.csproj"));
        File.Copy(Path.Combine(flights, "Directory.Build.props"), Path.Combine(_serve.Folder, "Directory.Build.props"));
        Define("1h");
        _serve.Run("apply", "--message", "Clicks of an hour");
        Define("1h", "1d");
        _serve.Run("apply", "--message", "Clicks of a day");
        _serve.Start("--clock", "manual:2024-01-01T00:00:00Z");
    }
}
