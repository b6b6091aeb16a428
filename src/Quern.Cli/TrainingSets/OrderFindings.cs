using Quern.Stores.TrainingSets;

namespace Quern.Cli.TrainingSets;

/// <summary>What can be wrong with a training set as the command line asks for it.</summary>
internal static class OrderFindings
{
    /// <summary>Refuses an order that lacks something or says it twice; all of it is told.</summary>
    /// <param name="order">The order.</param>
    /// <param name="needsOutput">Whether a file is to be written.</param>
    /// <exception cref="QuernException">It lacks something, or says it twice.</exception>
    public static void Check(TrainingSetOrder order, bool needsOutput = true)
    {
        var findings = new List<Finding>();
        if (order.Service is null == (order.Features.Count == 0)) findings.Add(new("QRN6020", "which features is not said, or said twice", Hint: "Name a service, or features with --features view:feature,view:feature."));
        if (order.Spine is null == (order.SpineSql is null)) findings.Add(new("QRN6020", "for which rows is not said, or said twice", Hint: "Name a file with --spine, or a query with --spine-sql."));
        if (needsOutput && order.Out.Length == 0) findings.Add(new("QRN6020", "where to is not said", Hint: "Name a .parquet or .csv file with --out."));
        if (findings.Count > 0) throw new QuernException(findings);
    }
}
