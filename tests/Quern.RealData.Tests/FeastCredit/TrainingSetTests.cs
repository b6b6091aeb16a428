namespace Quern.RealData.Tests.FeastCredit;

public sealed class TrainingSetTests
{
    private const string Joined = """
        train JOIN 'expected_training_dataset.parquet' AS expected USING (loan_id) LEFT JOIN 'credit_history_sample.csv' AS sample ON sample.dob_ssn = train.dob_ssn
        """;

    [Fact]
    public void ZipColumns_OfEveryLoan_AreWhatFeastReturned()
    {
        using var bench = new Workbench(SharedData.Folder("feast_credit"), new LoanFeatures("9000d"));
        bench.Train("loans", "loan_table.parquet").Line($"""
            SELECT count(*), count(*) FILTER (
                train.city IS NOT DISTINCT FROM expected.city AND train.state IS NOT DISTINCT FROM expected.state AND train.location_type IS NOT DISTINCT FROM expected.location_type
                AND train.tax_returns_filed IS NOT DISTINCT FROM expected.tax_returns_filed AND train.population IS NOT DISTINCT FROM expected.population
                AND train.total_wages IS NOT DISTINCT FROM expected.total_wages)
            FROM {Joined}
            """).ShouldBe("28638 28638");
    }

    [Fact]
    public void CreditColumns_OfThePeopleInTheSample_AreWhatFeastReturned()
    {
        using var bench = new Workbench(SharedData.Folder("feast_credit"), new LoanFeatures("9000d"));
        bench.Train("loans", "loan_table.parquet").Line($"""
            SELECT count(sample.dob_ssn), count(*) FILTER (sample.dob_ssn IS NOT NULL AND train.credit_card_due = expected.credit_card_due
                AND train.mortgage_due = expected.mortgage_due AND train.missed_payments_1y = expected.missed_payments_1y)
            FROM {Joined}
            """).ShouldBe("1000 1000");
    }

    [Fact]
    public void CreditColumns_UnderTheShorterTimeToLive_AreAllOutsideIt()
    {
        using var bench = new Workbench(SharedData.Folder("feast_credit"), new LoanFeatures("90d"));
        bench.Train("loans", "loan_table.parquet", statuses: true).Lines($"""
            SELECT sample.dob_ssn IS NOT NULL AS sampled, credit_card_due__status, missed_payments_1y__status, count(*), count(train.credit_card_due)
            FROM {Joined} GROUP BY ALL ORDER BY ALL
            """).ShouldBe(["false NOT_FOUND NOT_FOUND 27638 0", "true OUTSIDE_MAX_AGE OUTSIDE_MAX_AGE 1000 0"]);
    }

    [Fact]
    public void FourLoans_OfFeastsReadme_HaveThePublishedValues()
    {
        using var bench = new Workbench(SharedData.Folder("feast_credit"), new LoanFeatures("9000d"));
        bench.Train("loans", """
            SELECT * FROM (VALUES
                ('19781116_7723', TIMESTAMPTZ '2021-04-12 08:12:10Z', 48893::BIGINT, 1::BIGINT), ('19530219_5179', TIMESTAMPTZ '2021-04-12 10:59:42Z', 30721, 1),
                ('19500806_6783', TIMESTAMPTZ '2021-04-12 15:01:12Z', 76031, 1), ('19931128_5771', TIMESTAMPTZ '2021-04-12 16:40:26Z', 24092, 1))
                AS rows(dob_ssn, event_timestamp, zipcode, loan_amnt)
            """)
            .Lines("SELECT city, state, location_type, tax_returns_filed, population, total_wages, credit_card_due, mortgage_due, missed_payments_1y FROM train").ShouldBe(
            [
                "WEIDMAN MI PRIMARY 2424 4421 71067272 2944 741165 3",
                "DALTON GA PRIMARY 19583 38542 534687864 8419 91803 0",
                "CLEBURNE TX PRIMARY 6827 12902 226748453 5936 1553523 0",
                "GLADE HILL VA PRIMARY 1287 2342 34796963 833 976522 0",
            ]);
    }

    [Fact]
    public void DerivedDebt_OfEveryLoan_IsTheSumOfItsPartsOrNull()
    {
        using var bench = new Workbench(SharedData.Folder("feast_credit"), new LoanFeatures("9000d"));
        bench.Train("loans", "loan_table.parquet").Line($"""
            SELECT count(total_debt_due), count(*) FILTER (total_debt_due IS DISTINCT FROM sample.credit_card_due + sample.mortgage_due + sample.student_loan_due + sample.vehicle_loan_due + train.loan_amnt)
            FROM {Joined}
            """).ShouldBe("1000 0");
    }
}
