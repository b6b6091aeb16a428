using Quern.Drift;
using Quern.Engine.Monitoring;
using Quern.Engine.TrainingSets;
using Quern.Stores.Monitoring;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Tests.Monitoring;

public sealed class TrainingProfilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-training-profiles-").FullName;

    private string Output => Path.Combine(_folder, "train.parquet");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Profile_IsReadAsItWasKept_BesideTheTrainingSetAndInTheProject()
    {
        var profiles = Profiles();
        profiles.Keep(Output, Manifest('a'), Profile(5));
        var beside = TrainingProfileFile.Read(TrainingProfileFile.PathOf(Output));
        var kept = profiles.Of("late_flight").ShouldHaveSingleItem();
        foreach (var read in new[] { beside, kept })
        {
            (read.Service, read.Commit, read.Output, read.OutputHash, read.Profile.Rows, read.Profile.Sampled, read.Profile.Width).ShouldBe(("late_flight", 3, Output, new string('a', 64), 7, 5, new Duration(86_400_000_000)));
            (read.Definitions["v"], read.Spine).ShouldBe(("hash", "labels.csv"));
            read.Profile.Starts.ShouldBe([new(0), new(86_400_000_000)]);
            read.Profile.Skipped.ShouldBe([("tags", "no")]);
            read.Profile.Columns.ShouldHaveSingleItem().Whole.Rows.ShouldBe(5);
        }
    }

    [Fact]
    public void Latest_AreKept_AndOneThatIsMadeAgainIsNoNewerOne()
    {
        var profiles = Profiles();
        for (var hash = 0; hash < 22; hash++) profiles.Keep(Output, Manifest((char)('a' + hash)), Profile(hash + 1));
        profiles.Keep(Output, Manifest('d'), Profile(99));
        var kept = profiles.Of("late_flight").ToList();
        kept.Select(set => set.OutputHash[0]).ShouldBe("vutsrqponmlkjihgfedc");
        kept[^2].Profile.Sampled.ShouldBe(99);
        profiles.Of("other").ShouldBeEmpty();
    }

    [Fact]
    public void Mark_IsAnother_WheneverATrainingSetIsKept()
    {
        var profiles = Profiles();
        var marks = new List<string> { profiles.MarkOf("late_flight") };
        foreach (var hash in "ab")
        {
            profiles.Keep(Output, Manifest(hash), Profile(5));
            marks.Add(profiles.MarkOf("late_flight"));
            profiles.MarkOf("late_flight").ShouldBe(marks[^1]);
        }

        marks.ShouldBeUnique();
        profiles.MarkOf("other").ShouldBe(marks[0]);
    }

    [Fact]
    public void TrainingSet_MadeWithoutAProfile_ForgetsTheOneBesideIt()
    {
        var profiles = Profiles();
        profiles.Keep(Output, Manifest('a'), Profile(5));
        profiles.Keep(Output, Manifest('b'), null);
        Should.Throw<QuernException>(() => TrainingProfileFile.Read(TrainingProfileFile.PathOf(Output))).Findings[0].Code.ShouldBe("QRN6340");
        profiles.Of("late_flight").ShouldHaveSingleItem();
    }

    [Fact]
    public void ProfileThatIsCutOffOrOfSomethingElse_IsTold_AndLeftOutOfTheLatest()
    {
        var profiles = Profiles();
        profiles.Keep(Output, Manifest('a'), Profile(5));
        var (path, kept) = (TrainingProfileFile.PathOf(Output), Directory.GetFiles(Path.Combine(_folder, "kept"), "*", SearchOption.AllDirectories).Single());
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Should.Throw<QuernException>(() => TrainingProfileFile.Read(path)).Findings[0].Code.ShouldBe("QRN6341", $"{length} bytes");
        }

        File.WriteAllBytes(kept, whole[..(whole.Length / 2)]);
        profiles.Of("late_flight").ShouldBeEmpty();
    }

    [Fact]
    public void ProfileThatIsDamaged_IsMadeAgain()
    {
        var profiles = Profiles();
        profiles.Keep(Output, Manifest('a'), Profile(5));
        var kept = Directory.GetFiles(Path.Combine(_folder, "kept"), "*", SearchOption.AllDirectories).Single();
        File.WriteAllBytes(kept, [1, 2, 3]);
        profiles.Keep(Output, Manifest('a'), Profile(5));
        profiles.Of("late_flight").ShouldHaveSingleItem().Profile.Sampled.ShouldBe(5);
    }

    private TrainingProfiles Profiles() => new(Path.Combine(_folder, "kept"), new Ticking());

    private static TrainingSetManifest Manifest(char hash) => new()
    {
        Quern = "1", Commit = 3, Service = "late_flight", Features = [], Spine = "labels.csv", Definitions = new Dictionary<string, string> { ["v"] = "hash" }, Sources = new Dictionary<string, string>(), SpineSnapshot = "", TimeColumn = "t",
        AsKnown = false, Statuses = false, OnBadRow = "fail", Seed = 0, PartRows = 1, Rows = 7, BadRows = 0, LeakCheckRows = 0, Columns = [], OutputHash = new(hash, 64),
    };

    private static TrainingProfile Profile(int rows)
    {
        var column = new ResultColumn(DataType.Scalar(ValueKind.Int64), rows);
        var writer = column.OpenWriter();
        for (var row = 0; row < rows; row++) writer.SetBits(row, row);
        return new(7, rows, new(86_400_000_000), [new(0), new(86_400_000_000)], [FeatureReference.Of("n", true, column, new(new int[rows], 2))], [("tags", "no")]);
    }

    private sealed class Ticking : TimeProvider
    {
        private int _seconds;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(_seconds++);
    }
}
