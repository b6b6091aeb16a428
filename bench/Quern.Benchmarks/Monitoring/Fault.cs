using Quern.Drift;

namespace Quern.Benchmarks.Monitoring;

/// <summary>A fault that is put into real data from some day on.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Cause">What should be found.</param>
/// <param name="Traces">The figures in which it shows.</param>
/// <param name="Sql">A query over <c>rows</c>, those of the days from <c>{from}</c> on.</param>
/// <param name="Days">How many days it lasts.</param>
internal sealed record Fault(string Name, Cause Cause, Func<Signal, bool> Traces, string Sql, int Days = 2)
{
    /// <summary>The faults of a set of which these columns may suffer.</summary>
    /// <param name="time">The event time.</param>
    /// <param name="partColumn">A column with categories.</param>
    /// <param name="partValue">A category of a few percent.</param>
    /// <param name="number">A number that has a unit.</param>
    /// <param name="nullable">A column that may lose values.</param>
    /// <param name="unit">What makes another unit of the number.</param>
    public static IReadOnlyList<Fault> Of(string time, string partColumn, string partValue, string number, string nullable, string unit)
    {
        var part = $"{partColumn} = '{partValue}'";
        bool IsPart(Signal signal) => signal.Slice == partValue;
        return
        [
            new("another unit in one category", Cause.UnitChange, signal => IsPart(signal) && signal.Kind == SignalKind.Level, $"SELECT * REPLACE (CASE WHEN {part} THEN {number} {unit} ELSE {number} END AS {number}) FROM rows"),
            new("rows of one category missing", Cause.MissingCategory, signal => IsPart(signal) && signal.Kind == SignalKind.Share, $"SELECT * FROM rows WHERE NOT ({part})"),
            new("3 % nulls", Cause.MissingValues, signal => signal.Kind == SignalKind.NullRate, $"SELECT * REPLACE (CASE WHEN hash({time}, {number}, {partColumn}) % 100 < 3 THEN NULL ELSE {nullable} END AS {nullable}) FROM rows"),
            new("5 % of rows twice", Cause.RepeatedRows, signal => signal.Kind == SignalKind.Repeats, $"SELECT * FROM rows UNION ALL SELECT * FROM rows WHERE hash({time}, {number}, {partColumn}) % 100 < 5"),
            new("a stuck sensor in one category", Cause.StuckValue, signal => IsPart(signal) && signal.Kind == SignalKind.Spread, $"SELECT * REPLACE (CASE WHEN {part} THEN 42 ELSE {number} END AS {number}) FROM rows"),
            new("a source that stops at noon", Cause.LateSource, signal => signal.Kind is SignalKind.Volume or SignalKind.Hours, $"SELECT * FROM rows WHERE extract('hour' FROM {time}) < 12 AND {time} < CAST('{{from}}' AS TIMESTAMP) + INTERVAL 1 DAY"),
            new("a clock 5 hours ahead", Cause.ShiftedClock, signal => signal.Kind == SignalKind.Hours, $"SELECT * REPLACE (date_trunc('day', {time}) + ({time} + INTERVAL 5 HOUR - date_trunc('day', {time} + INTERVAL 5 HOUR)) AS {time}) FROM rows"),
            new("a renamed category", Cause.RenamedCategory, signal => IsPart(signal) && signal.Kind == SignalKind.Share, $"SELECT * REPLACE (CASE WHEN {part} THEN 'renamed' ELSE {partColumn} END AS {partColumn}) FROM rows"),
            new("slow drift, 2 % a day", Cause.Drift, signal => signal.Slice is null && signal.Kind is SignalKind.Level or SignalKind.Shape or SignalKind.Trend, $"SELECT * REPLACE ({number} * (1 + 0.02 * (1 + date_diff('day', CAST('{{from}}' AS TIMESTAMP), CAST({time} AS TIMESTAMP)))) AS {number}) FROM rows", 28),
        ];
    }
}
