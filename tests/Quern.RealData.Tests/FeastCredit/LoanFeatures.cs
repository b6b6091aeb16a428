namespace Quern.RealData.Tests.FeastCredit;

/// <summary>A postal area.</summary>
public sealed record ZipRow
{
    public DateTimeOffset EventTimestamp { get; init; }

    public long Zipcode { get; init; }

    public string? City { get; init; }

    public string? State { get; init; }

    public string? LocationType { get; init; }

    public long? TaxReturnsFiled { get; init; }

    public long? Population { get; init; }

    public long? TotalWages { get; init; }
}

/// <summary>What a person owed on a day.</summary>
public sealed record CreditRow
{
    public DateTimeOffset EventTimestamp { get; init; }

    public string DobSsn { get; init; } = "";

    public long? CreditCardDue { get; init; }

    public long? MortgageDue { get; init; }

    public long? StudentLoanDue { get; init; }

    public long? VehicleLoanDue { get; init; }

    [Column("missed_payments_1y")]
    public long? MissedPayments1y { get; init; }
}

/// <summary>Feast's credit-scoring tutorial; the time to live of what a person owes differs between its two repositories.</summary>
public sealed class LoanFeatures(string creditTtl) : FeatureRepository
{
    public Entity Zipcode => Entity("zipcode");

    public Entity Person => Entity("dob_ssn");

    public Source<ZipRow> Zips => Parquet<ZipRow>("zipcode_table.parquet", source => source.EventTime(z => z.EventTimestamp));

    public Source<CreditRow> Credits => Csv<CreditRow>("credit_history_sample.csv", source => source.EventTime(c => c.EventTimestamp));

    public FeatureView ZipcodeFeatures => Zips.By(Zipcode, z => z.Zipcode)
        .Latest(z => new { z.City, z.State, z.LocationType, z.TaxReturnsFiled, z.Population, z.TotalWages }).Ttl("3650d");

    public FeatureView CreditHistory => Credits.By(Person, c => c.DobSsn)
        .Latest(c => new { c.CreditCardDue, c.MortgageDue, missed_payments_1y = c.MissedPayments1y, c.StudentLoanDue, c.VehicleLoanDue }).Ttl(creditTtl);

    public FeatureService Loans => Service(ZipcodeFeatures, CreditHistory, OnDemand(TotalDebtDue));

    [OnDemand]
    public static long? TotalDebtDue(long? credit_card_due, long? mortgage_due, long? student_loan_due, long? vehicle_loan_due, [Request] long? loan_amnt) =>
        credit_card_due + mortgage_due + student_loan_due + vehicle_loan_due + loan_amnt;
}
