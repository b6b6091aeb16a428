using Quern.Engine.Sources;

namespace Quern.Cli.TrainingSets;

/// <summary>A training set as the command line asks for it.</summary>
internal sealed record TrainingSetOrder
{
    public string? Service { get; init; }

    public IReadOnlyList<string> Features { get; init; } = [];

    public string? Spine { get; init; }

    public string? SpineSql { get; init; }

    public required string Out { get; init; }

    public string? TimeColumn { get; init; }

    public bool AsKnown { get; init; }

    public bool Statuses { get; init; }

    public BadRowPolicy OnBadRow { get; init; }

    /// <summary>Gets how many rows to work through at a time; null for as many as the memory allows.</summary>
    public int? PartRows { get; init; }

    /// <summary>Gets everything that the order lacks or says twice.</summary>
    public IReadOnlyList<Finding> Check()
    {
        var findings = new List<Finding>();
        if (Service is null == (Features.Count == 0)) findings.Add(new("QRN6020", "which features is not said, or said twice", Hint: "Name a service, or features with --features view:feature,view:feature."));
        if (Spine is null == (SpineSql is null)) findings.Add(new("QRN6020", "for which rows is not said, or said twice", Hint: "Name a file with --spine, or a query with --spine-sql."));
        if (Out.Length == 0) findings.Add(new("QRN6020", "where to is not said", Hint: "Name a .parquet or .csv file with --out."));
        return findings;
    }
}
