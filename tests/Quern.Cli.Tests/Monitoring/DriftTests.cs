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
    [InlineData("QRN6304", "there is no source 'nothing'", "drift", "nothing")]
    [InlineData("QRN6303", "'1w' is not the length of a bucket", "drift", "purchases", "--every", "1w")]
    [InlineData("QRN6303", "'30s' is not the length of a bucket", "profile", "purchases", "--every", "30s")]
    [InlineData("QRN6306", "--buckets 0 is no number", "drift", "purchases", "--buckets", "0")]
    [InlineData("QRN6305", "has no rows in", "drift", "purchases", "--at", "1990-01-01")]
    [InlineData("QRN6014", "does not lie before", "profile", "purchases", "--from", "2024-02-01", "--to", "2024-01-01")]
    public void WhatCannotBe_IsSaid(string code, string complaint, params string[] arguments)
    {
        using var project = Shop(2, (_, amount) => amount);
        project.Quern(arguments).ShouldComplain(code, complaint);
    }

    [Fact]
    public void ProfileThatIsDamaged_IsSaid_AndMadeAgain()
    {
        using var project = Shop(3, (_, amount) => amount);
        project.Quern("profile", "purchases").Succeeded();
        var file = Directory.EnumerateFiles(project.PathOf(".quern/profiles"), "20240102*", SearchOption.AllDirectories).Single();
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..30]);
        project.Quern("profile", "purchases").ShouldComplain("QRN6301", Path.GetFileName(file));
        project.Quern("profile", "purchases", "--again").Succeeded().ShouldStartWith("purchases: 600 rows");
        project.Quern("profile", "purchases").Succeeded().ShouldStartWith("purchases: 600 rows");
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
