using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Quern.Gallery.Tests.Setup;

/// <summary>
/// A company's worth of definitions: 400 views of 20 features, one of 2,000, one by whole numbers, and one whose words and values are made to break pages: markup, a description of 50 KB, right-to-left text, a value
/// of a megabyte. Its server can be stopped and started again, so whatever looks at it is in one class, one test after the other.
/// </summary>
public sealed class LargeServer : IAsyncLifetime
{
    public const string Markup = "<img src=x onerror=\"document.title='broken'\">";
    public const string Hebrew = "שלום 👩‍🚀 \u202Eevil";
    public const int Views = 400;

    private readonly QuernServe _serve = new("large");

    public string Url => _serve.Url;

    public ValueTask InitializeAsync() => new(Task.Run(Prepare));

    private void Prepare()
    {
        var flights = Path.Combine(Repository.Root, "samples", "flights");
        File.WriteAllText(Path.Combine(_serve.Folder, "quern.json"), """{"project":"large"}""");
        File.Copy(Path.Combine(flights, "Flights.csproj"), Path.Combine(_serve.Folder, "Large.csproj"));
        File.Copy(Path.Combine(flights, "Directory.Build.props"), Path.Combine(_serve.Folder, "Directory.Build.props"));
        Directory.CreateDirectory(Path.Combine(_serve.Folder, "data"));
        File.WriteAllLines(Path.Combine(_serve.Folder, "data", "notes.ndjson"),
        [
            Note("markup", Markup, 1),
            Note(Hebrew, Hebrew, 2),
            Note("long", new string('x', 1 << 20), 3),
            Note("whole", "9007199254740993", 9007199254740993),
        ]);
        File.WriteAllText(Path.Combine(_serve.Folder, "Large.cs"), Definitions());
        _serve.Run("apply", "--message", Markup);
        _serve.Run("materialize", "notes", "counted", "--to", "2024-01-02T00:00:00Z");
        _serve.Start("--clock", "manual:2024-01-02T00:00:00Z");
    }

    /// <summary>Stops the server; it is started again, at the same address, when what is returned is disposed.</summary>
    public IDisposable Interrupt()
    {
        _serve.Stop();
        return new Restart(() => _serve.Start("--clock", "manual:2024-01-02T00:00:00Z"));
    }

    public ValueTask DisposeAsync()
    {
        _serve.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Note(string id, string text, long number) =>
        JsonSerializer.Serialize(new Dictionary<string, object> { ["id"] = id, ["at"] = "2024-01-01T00:00:00Z", ["text"] = text, ["number"] = number });

    private static string Definitions()
    {
        var code = new StringBuilder("""
            using Quern;
            namespace Large;
            public sealed record Note { public string Id { get; init; } = ""; public DateTimeOffset At { get; init; } public string? Text { get; init; } public long Number { get; init; } }
            public sealed class Repository : FeatureRepository
            {
                public Entity Thing => Entity("thing", "Anything");
                public Entity Counter => Entity("counter", "What has a number");
                public Source<Note> NoteSource => NdJson<Note>("data/notes.ndjson", source => source.EventTime(n => n.At));
                public FeatureView Counted => NoteSource.By(Counter, n => n.Number).Latest(n => new { n.Text });

            """);
        code.AppendLine(CultureInfo.InvariantCulture, $"    public FeatureView Notes => NoteSource.By(Thing, n => n.Id).Latest(n => new {{ n.Text, n.Number }}).Owner({Literal(Hebrew)}).Tag({Literal(Markup)}, {Literal(Hebrew)}).Describe({Literal(Markup)} + {Literal(Hebrew)} + new string('w', 50_000));");
        code.AppendLine($"    // {Markup}");
        code.AppendLine(CultureInfo.InvariantCulture, $"    public FeatureView Wide => NoteSource.By(Thing, n => n.Id).Windows({string.Join(", ", Enumerable.Range(1, 100).Select(hours => $"\"{hours}h\""))}).Aggregate(w => new {{ {string.Join(", ", Enumerable.Range(1, 20).Select(n => $"F{n} = w.Sum(n => n.Number + {n})"))} }}).Describe(\"Two thousand features\");");
        for (var view = 0; view < Views; view++)
            code.AppendLine(CultureInfo.InvariantCulture, $"    public FeatureView Team{view} => NoteSource.By(Thing, n => n.Id).Windows(\"1h\", \"1d\", \"7d\", \"30d\").Aggregate(w => new {{ Clicks{view} = w.Count(), Amount{view} = w.Sum(n => n.Number), Highest{view} = w.Max(n => n.Number), Average{view} = w.Mean(n => n.Number), Kinds{view} = w.DistinctCount(n => n.Text!) }}).Owner(\"team{view}@example.com\").Describe(\"What team {view} knows of things\");");
        return code.Append('}').ToString();
    }

    private static string Literal(string text) => JsonSerializer.Serialize(text);

    private sealed class Restart(Action start) : IDisposable
    {
        public void Dispose() => start();
    }
}
