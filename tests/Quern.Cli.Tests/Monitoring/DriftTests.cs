using System.Globalization;
using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.Monitoring;

/// <summary>What <c>profile</c> and <c>drift</c> say of fifty days of sales.</summary>
public sealed class DriftTests(ProjectTemplates templates)
{
    private static readonly DateOnly First = new(2024, 1, 1);

    [Fact]
    public void Drift_OfADayInAnotherUnit_NamesFieldAndCause()
    {
        using var project = Shop(50, (day, amount) => day == 48 ? amount * 100 : amount);
        var sound = project.Quern("drift", "purchases", "--at", Text(47)).Succeeded();
        sound.ShouldStartWith($"purchases {Text(47)}T00:00:00Z: as before, ");
        var hurt = project.Quern("drift", "purchases", "--at", Text(48)).Succeeded();
        hurt.ShouldStartWith($"purchases {Text(48)}T00:00:00Z: 1 fault, 0 notes; ");
        hurt.ShouldContain("  fault  unit change        Amount: times ");
        project.Quern("drift", "purchases", "--at", Text(48), "--gate").Exit.ShouldBe(1);
        project.Quern("drift", "purchases", "--at", Text(47), "--gate").Exit.ShouldBe(0);
    }

    [Fact]
    public void Drift_OfAFieldThatHadNeverVaried_IsToldAsJsonToo()
    {
        using var project = Shop(50, (day, _) => day == 48 ? 7 : 5);
        project.Quern("drift", "purchases", "--at", Text(48)).Succeeded().ShouldContain("Amount");
        project.Quern("drift", "purchases", "--at", Text(48), "--json").Succeeded().ShouldContain("\"field\": \"Amount\"");
    }

    [Fact]
    public void Drift_OfADayWithoutRows_IsALateSource_UnlessItIsAHoliday()
    {
        using var project = Shop(50, (_, amount) => amount, without: 45);
        project.Quern("drift", "purchases", "--at", Text(45)).Succeeded().ShouldContain("late source        rows: no rows");
        project.Write("quern.json", $$"""{ "project": "shop", "holidays": ["{{Text(45)}}"] }""");
        project.Quern("drift", "purchases", "--at", Text(45)).Succeeded().ShouldNotContain("late source");
    }

    [Fact]
    public void Drift_AfterMoreRows_ReadsWhatIsNewAndLate()
    {
        using var project = Shop(40, (_, amount) => amount);
        project.Quern("drift", "purchases", "--at", Text(39)).Succeeded();
        project.Append("data/purchases.csv", [.. Lines(39, 42, (_, amount) => amount)]);
        var json = project.Quern("profile", "purchases", "--json").Succeeded();
        // Day 39 came twice: the half of it that was late is seen.
        json.ShouldContain($"\"rows\": {43 * 200},");
        json.ShouldContain("\"buckets\": 42,");
    }

    [Fact]
    public void Drift_OfALittlePast_SaysSo()
    {
        using var project = Shop(5, (_, amount) => amount);
        project.Quern("drift", "purchases", "--at", Text(4)).Succeeded().ShouldContain("too little to learn from");
    }

    [Fact]
    public void Profile_OfRows_HasEachField()
    {
        using var project = Shop(3, (_, amount) => amount);
        var lines = project.Quern("profile", "purchases").Succeeded();
        lines.ShouldStartWith("purchases: 600 rows from 2024-01-01T00:00:00Z to 2024-01-04T00:00:00Z, 3 buckets of 1d; 0.0 % of rows repeat another");
        lines.ShouldContain("Customer             string        0.0 %          5");
    }

    [Theory]
    [InlineData("QRN6304", "there is no source or service 'nothing'", "drift", "nothing")]
    [InlineData("QRN6303", "'1w' is not the length of a bucket", "drift", "purchases", "--every", "1w")]
    [InlineData("QRN6303", "'30s' is not the length of a bucket", "profile", "purchases", "--every", "30s")]
    [InlineData("QRN6303", "'10000d' is not the length of a bucket", "profile", "purchases", "--every", "10000d")]
    [InlineData("QRN6306", "--buckets 0 is no number", "drift", "purchases", "--buckets", "0")]
    [InlineData("QRN6306", "--buckets 2000000000 is no number", "drift", "purchases", "--buckets", "2000000000")]
    [InlineData("QRN6305", "has no rows in", "drift", "purchases", "--at", "1990-01-01")]
    [InlineData("QRN6014", "does not lie before", "profile", "purchases", "--from", "2024-02-01", "--to", "2024-01-01")]
    public void WhatCannotBe_IsSaid(string code, string complaint, params string[] arguments)
    {
        using var project = Shop(2, (_, amount) => amount);
        project.Quern(arguments).ShouldComplain(code, complaint);
    }

    [Fact]
    public void InstantsThatAreNone_AreAllSaid()
    {
        using var project = Shop(2, (_, amount) => amount);
        project.Quern("profile", "purchases", "--from", "monday", "--to", "friday").ShouldComplain("QRN6011", "'monday'", "'friday'");
    }

    [Fact]
    public void ProfileThatIsDamaged_IsSaid_AndMadeAgain()
    {
        using var project = Shop(3, (_, amount) => amount);
        project.Quern("profile", "purchases").Succeeded();
        var file = Directory.EnumerateFiles(project.PathOf(".quern/profiles"), "20240101*", SearchOption.AllDirectories).Single();
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..30]);
        project.Quern("profile", "purchases").ShouldComplain("QRN6301", Path.GetFileName(file));
        project.Quern("profile", "purchases", "--again").Succeeded().ShouldStartWith("purchases: 600 rows");
        project.Quern("profile", "purchases").Succeeded().ShouldStartWith("purchases: 600 rows");
    }

    [Fact]
    public void Profile_OfRowsThatAreGone_ForgetsThem()
    {
        using var project = Shop(5, (_, amount) => amount);
        project.Quern("profile", "purchases").Succeeded().ShouldContain("5 buckets");
        project.Write("data/purchases.csv", ["At,Customer,Amount,Items", .. Lines(0, 3, (_, amount) => amount)]);
        project.Quern("profile", "purchases", "--again").Succeeded().ShouldContain("600 rows");
        project.Quern("profile", "purchases").Succeeded().ShouldContain("3 buckets");
    }

    [Fact]
    public void Profile_OfTwoTimesApart_ReadsWhatLiesBetween_WhenItIsAskedFor()
    {
        using var project = Shop(30, (_, amount) => amount);
        project.Quern("profile", "purchases", "--from", Text(0), "--to", Text(5)).Succeeded().ShouldContain("1,000 rows");
        project.Quern("profile", "purchases", "--from", Text(20), "--to", Text(25)).Succeeded().ShouldContain("1,000 rows");
        project.Quern("profile", "purchases").Succeeded().ShouldContain("6,000 rows");
    }

    [Theory]
    [InlineData("7d")]
    [InlineData("5h")]
    [InlineData("366d")]
    public void Profile_OfBucketsThatDoNotBeginWithTime_HasAllRows(string every)
    {
        using var project = Shop(30, (_, amount) => amount);
        project.Append("data/purchases.csv", "0001-01-01T00:00:00Z,c1,1.5,1");
        project.Quern("profile", "purchases", "--every", every).Succeeded().ShouldContain("6,001 rows from 0001-01-01T00:00:00Z");
        project.Quern("drift", "purchases", "--every", every).Succeeded();
    }

    [Fact]
    public void Profile_OfBadRows_FailsAndKeepsNothing_OrPutsThemAside()
    {
        using var project = Shop(3, (_, amount) => amount);
        project.Append("data/purchases.csv", $"{Text(1)}T00:00:00Z,c1,much,1");
        project.Quern("profile", "purchases").ShouldComplain("QRN3010", "Amount", "much");
        Directory.Exists(project.PathOf(".quern/profiles")).ShouldBeFalse();
        project.Quern("profile", "purchases", "--on-bad-row", "quarantine").Succeeded().ShouldContain("600 rows");
    }

    [Fact]
    public void Holidays_HoldForEveryHourOfThem()
    {
        using var project = Shop(50, (day, amount) => day == 45 ? amount * 100 : amount);
        string[] drift = ["drift", "purchases", "--every", "12h", "--at", Text(45) + "T13:00:00Z"];
        project.Quern(drift).Succeeded().ShouldContain("unit change");
        project.Write("quern.json", $$"""{ "project": "shop", "holidays": ["{{Text(45)}}"] }""");
        project.Quern(drift).Succeeded().ShouldNotContain("unit change");
    }

    [Fact]
    public void HolidaysThatAreNoDays_AreAllSaid()
    {
        using var project = Shop(2, (_, amount) => amount);
        project.Write("quern.json", """{ "project": "shop", "holidays": ["2024-02-30", 7] }""");
        project.Quern("status").ShouldComplain("QRN6302", "'holidays' has \"2024-02-30\"", "'holidays' has 7");
    }

    private TestProject Shop(int days, Func<int, double, double> amount, int without = -1)
    {
        var project = templates.Shop();
        project.Write("data/purchases.csv", ["At,Customer,Amount,Items", .. Lines(0, days, amount).Where(line => !line.StartsWith(Text(without), StringComparison.Ordinal))]);
        project.Quern("apply").Succeeded();
        return project;
    }

    private static IEnumerable<string> Lines(int first, int end, Func<int, double, double> amount)
    {
        for (var day = first; day < end; day++)
        {
            var random = new Random(day);
            for (var sale = 0; sale < 200; sale++)
                yield return string.Create(CultureInfo.InvariantCulture, $"{Text(day)}T{random.Next(24):00}:{random.Next(60):00}:00Z,c{random.Next(5)},{amount(day, Math.Round(50 * Math.Exp(random.NextDouble()), 2)):0.00},{random.Next(1, 9)}");
        }
    }

    private static string Text(int day) => First.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
