using Quern.Cli.Tests.Projects;

namespace Quern.Cli.Tests.BadInputs;

public sealed class SpineTests(ProjectTemplates templates)
{
    private static readonly string[] Train = ["training-set", "checkout", "--spine", "labels.csv", "--out", "train.csv"];

    [Fact]
    public void SpineWithoutTheKey_IsToldWithItsColumns()
    {
        using var project = templates.Shop();
        project.Replace("labels.csv", "customer", "person");
        project.Quern(Train).ShouldComplain("QRN3002", "spine 'labels.csv' has no column 'customer' (string)", "person (VARCHAR)", "join key");
    }

    [Fact]
    public void SpineWithoutATime_IsToldWithItsColumns()
    {
        using var project = templates.Shop();
        project.Write("labels.csv", "customer,basket", "ann,1");
        project.Quern(Train).ShouldComplain("QRN3001", "spine 'labels.csv' has no time column", "customer (VARCHAR), basket (BIGINT)", "--time");
        project.Quern([.. Train, "--time", "when"]).ShouldComplain("QRN3001", "no time column 'when'");
    }

    [Fact]
    public void UnparsableInstant_OfASpine_IsNamed()
    {
        using var project = templates.Shop();
        project.Replace("labels.csv", "2024-01-02T09", "2024-01-99T09");
        project.Quern(Train).ShouldComplain("QRN3042", "spine 'labels.csv', row 1: event_timestamp is '2024-01-99T09:00:00Z'");
    }

    [Fact]
    public void RowWithoutAnInstant_IsNamed()
    {
        using var project = templates.Shop();
        project.Replace("labels.csv", "2024-01-02T10:00:00Z,zoe", ",zoe");
        project.Quern(Train).ShouldComplain("QRN3004", "rows without an instant", "The first is row 4");
    }

    [Fact]
    public void DoubledColumn_OfASpine_IsRefused()
    {
        using var project = templates.Shop();
        project.Replace("labels.csv", "label", "customer");
        project.Quern(Train).ShouldComplain("QRN3003", "spine 'labels.csv' has the column 'customer' 2 times");
    }

    [Fact]
    public void ColumnNamedAsAFeature_IsRefused()
    {
        using var project = templates.Shop();
        project.Replace("labels.csv", "label", "city");
        project.Quern(Train).ShouldComplain("QRN3003", "already has a column 'city', which is also a feature's name");
    }

    [Fact]
    public void KeyOfAnotherKind_IsNotCastBehindYourBack()
    {
        using var project = templates.Shop();
        project.Quern("training-set", "lenient", "--spine-sql", "SELECT 7 AS customer, TIMESTAMP '2024-01-02' AS t", "--out", "train.csv")
            .ShouldComplain("QRN3041", "column 'customer' is INTEGER, but string is wanted", "::VARCHAR");
    }

    [Fact]
    public void SpineThatIsMissing_OrNoQuery_IsSaid()
    {
        using var project = templates.Shop();
        project.Quern("training-set", "lenient", "--spine", "nowhere.parquet", "--out", "train.csv").ShouldComplain("QRN3020", "spine 'nowhere.parquet' does not exist");
        project.Quern("training-set", "lenient", "--spine-sql", "DROP TABLE x", "--out", "train.csv").ShouldComplain("QRN3027", "not one SELECT");
        project.Quern("training-set", "lenient", "--spine-sql", "SELECT nothing FROM nowhere", "--out", "train.csv").ShouldComplain("QRN3028", "refused by DuckDB", "nowhere");
    }
}
