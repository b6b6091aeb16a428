using Quern.Engine.Feeds;

namespace Quern.Testing.Kits;

/// <summary>
/// What every <see cref="IFeedSource"/> and its readers must do: named cases, each on a log of its own in which nothing is at first. Run each case of <see cref="Names"/> as a test.
/// </summary>
/// <param name="create">Makes a place for a log that nobody has used.</param>
/// <param name="time">This machine's clock, by which waiting is measured.</param>
public sealed class FeedSourceKit(Func<IFeedSourcePlace> create, TimeProvider time)
{
    /// <summary>The case of two readers at once, which a log is left out of that something else keeps to one.</summary>
    public const string Race = "Of two that read at once nothing is taken twice";

    private static readonly Dictionary<string, Action<FeedTrial>> Cases = new()
    {
        ["Of a sound log nothing is wrong"] = trial =>
        {
            trial.Log.Write(3);
            var source = trial.Place.Source;
            var probe = source.Probe(trial.Stream.Time, CancellationToken.None);
            Finding[] wrong = [.. source.Check().Concat(probe.Findings).Where(finding => finding.Severity == Severity.Error)];
            KitFailure.Unless(wrong.Length == 0, string.Join('\n', wrong.Select(finding => finding.ToString())));
            KitFailure.Unless(probe.System is { Length: > 0 } && source.Kind.Length > 0 && source.Name.Length > 0, "what it is is not said");
            KitFailure.Unless(probe.Parts is null || probe.Parts == trial.Place.Parts, $"it is said to be in {probe.Parts} parts, not in {trial.Place.Parts}");
        },
        ["Whoever only looks makes nothing and takes nothing"] = trial =>
        {
            var before = trial.Place.Inventory();
            trial.Log.Write(5);
            foreach (var source in (IFeedSource[])[trial.Place.Source, trial.Place.Missing])
            {
                source.Check();
                source.Probe(trial.Stream.Time, CancellationToken.None);
            }

            KitFailure.Unless(trial.Place.Inventory() == before, $"there was '{before}', and is '{trial.Place.Inventory()}'");
            trial.ReadAll();
        },
        ["A log that is not there is told, and not made"] = trial =>
        {
            var before = trial.Place.Inventory();
            KitFailure.Unless(trial.Place.Missing.Probe(trial.Stream.Time, CancellationToken.None).Findings.Any(finding => finding.Severity == Severity.Error), "whoever looks finds nothing wrong");
            FeedTrial.Try(() =>
            {
                using var reader = trial.Stream.TryOpen(trial.Place.Missing, CancellationToken.None);
                trial.Stream.Until(() => reader.Health.Trouble is not null, () => trial.Step(reader), () => "whoever reads is told nothing");
            });
            KitFailure.Unless(trial.Stream.Events == 0 && trial.Place.Inventory() == before, $"there was '{before}', and is '{trial.Place.Inventory()}'");
        },
        ["An empty log is waited for as long as is said"] = FeedWaiting.Run,
        ["Every record comes once, in the order of its part, with the bits of every value"] = trial =>
        {
            trial.Log.Write(200);
            using (var reader = trial.Open())
            {
                trial.ReadAll(reader);
                trial.Log.Write(100);
                trial.ReadAll(reader);
            }

            trial.ReadAll();
        },
        ["A reader may be thrown away at any moment"] = trial => Leave(trial, () => { }),
        ["A stream that dies is gone on with where it stands"] = trial => Leave(trial, trial.Stream.Crash),
        ["What was read stays as it is until more is asked for"] = trial =>
        {
            trial.Log.Write(50);
            using var reader = trial.Open();
            var batches = trial.ReadSome(reader);
            var before = Lines(batches);
            trial.Log.Write(50);
            Thread.Sleep(200);
            KitFailure.Unless(Lines(batches).SequenceEqual(before), "it became something else");
            trial.Stream.Take(batches);
            reader.Taken();
            trial.ReadAll(reader);
        },
        ["Records that cannot be read are refused with their place, and stop nothing"] = trial =>
        {
            using (var reader = trial.Open())
            {
                trial.Log.Write(5);
                trial.ReadAll(reader);
                for (var i = 0; i < 3 * trial.Place.Parts; i++)
                    if (trial.Log.WriteUnreadable(i % trial.Place.Parts)) trial.Log.Write(i % trial.Place.Parts, i);
                trial.ReadAll(reader);
            }

            var refused = trial.Stream.Refused;
            KitFailure.Unless(refused.All(letter => letter.Event.Length > 0), "what one said is lost");
            KitFailure.Unless(refused.Select(letter => letter.Reason).Distinct().Count() == refused.Count, $"two lie at one place: {string.Join('\n', refused.Select(letter => letter.Reason))}");
            trial.ReadAll();
        },
        ["Records without an event are counted, and passed over"] = trial =>
        {
            for (var part = 0; part < trial.Place.Parts; part++)
            {
                trial.Log.WriteEmpty(part);
                trial.Log.Write(part, 5);
                trial.Log.WriteEmpty(part);
            }

            trial.ReadAll();
            trial.Log.WriteEmpty(0);
            trial.ReadAll();
            trial.Log.Write(3);
            trial.ReadAll();
        },
        ["Many events come, and long ones"] = trial =>
        {
            trial.Log.Write(25_000 / trial.Place.Parts);
            trial.Log.Write(0, 3, e => e with { Text = new string('x', 200_000) });
            trial.Log.Write(10);
            trial.ReadAll();
        },
        ["An event is what definitions say when it is read"] = trial =>
        {
            trial.Stream.Use(new EarlierKitStream());
            for (var part = 0; part < trial.Place.Parts; part++) trial.Log.Write(part, 10, e => new() { At = e.At, Key = e.Key });
            using var reader = trial.Open();
            trial.ReadAll(reader);
            trial.Stream.Use(new KitStream());
            trial.Log.Write(10);
            trial.ReadAll(reader);
        },
        [Race] = FeedRace.Run,
        ["A log that goes away is told, and read on when it is back"] = FeedOutage.Run,
        ["What the log has lost is told"] = trial =>
        {
            trial.Log.Write(5);
            trial.ReadAll();
            if (!trial.Log.Lose(0, 5)) return;
            // A log in which more is amiss than what was lost is not read any more.
            if (FeedTrial.Try(() =>
            {
                using var reader = trial.Stream.TryOpen(trial.Place.Source, CancellationToken.None);
                trial.Stream.Until(() => trial.Stream.Warnings.Count > 0, () => trial.Step(reader), () => "nobody is told");
                trial.Log.Write(5);
                trial.ReadAll(reader);
            })) return;
            trial.Log.Holds(trial.Stream);
        },
        ["Generated operations agree with a list"] = trial => FeedSourceModel.Run(trial, steps: 30, isFailing: false),
        ["Generated operations agree with a list while the log comes and goes"] = trial => FeedSourceModel.Run(trial, steps: 30, isFailing: true),
    };

    /// <summary>How long is waited for what must come, however busy the machine is. Default: two minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many sequences of operations are generated in each case that does so. Default: 2.</summary>
    public int Seeds { get; init; } = 2;

    /// <summary>The cases there are.</summary>
    public static IReadOnlyCollection<string> Names => Cases.Keys;

    /// <summary>Runs one case.</summary>
    /// <exception cref="KitFailure">The log is not read as the port promises.</exception>
    public void Run(string name)
    {
        using var place = create();
        using var trial = new FeedTrial(place, time, Patience, Seeds);
        try
        {
            Cases[name](trial);
        }
        catch (QuernException e)
        {
            throw new KitFailure($"it failed where nothing is wrong: {e.Findings[0]}");
        }
    }

    private static void Leave(FeedTrial trial, Action then)
    {
        foreach (var moment in FeedTrial.Moments)
        {
            trial.Log.Write(20);
            using (var reader = trial.Open()) trial.Leave(reader, moment, () => trial.ReadSome(reader));
            then();
        }

        trial.ReadAll();
    }

    private static string[] Lines(IReadOnlyList<FeedBatch> batches)
    {
        var sink = new KitSink([.. Enumerable.Range(0, batches[0].Events.Schema.Fields.Count)]);
        var taker = sink.Open();
        foreach (var batch in batches) taker.Take(batch.Events);
        return sink.InOrder;
    }
}
