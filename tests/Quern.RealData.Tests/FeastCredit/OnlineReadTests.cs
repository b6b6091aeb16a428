using Quern.Values;

namespace Quern.RealData.Tests.FeastCredit;

public sealed class OnlineReadTests
{
    [Fact]
    public void PersonWithoutARow_InAKnownPostalArea_HasThatAreaAndNullsInAndOut()
    {
        using var bench = new Workbench(SharedData.Folder("feast_credit"), new LoanFeatures("90d"));
        var now = new DateTimeOffset(2021, 8, 25, 20, 34, 41, TimeSpan.Zero);
        bench.Materialize(now);
        var vector = OnlineRead.Of(bench.Online, bench.Plan.Services["loans"], now, Row(bench, zip: 76104L, person: "19630621_4278", amount: 35000L));

        string[] zip = ["city", "state", "location_type", "tax_returns_filed", "population", "total_wages"];
        zip.Select(feature => vector.Text(feature)).ShouldBe(["FORT WORTH", "TX", "PRIMARY", "6058", "10534", "142325465"]);
        string[] credit = ["credit_card_due", "mortgage_due", "student_loan_due", "vehicle_loan_due", "missed_payments_1y"];
        credit.ShouldAllBe(feature => vector.Status(feature) == FeatureStatus.NotFound);
        vector.Text("total_debt_due").ShouldBe("null");
    }

    private static object?[] Row(Workbench bench, long zip, string person, long amount) =>
        [.. bench.Plan.Services["loans"].JoinKeys.Select(key => key.Name == "zipcode" ? (object)zip : person), amount];
}
