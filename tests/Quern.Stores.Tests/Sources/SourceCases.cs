using System.Linq.Expressions;
using Quern.Definitions;
using Quern.Schema;
using Quern.Values;

namespace Quern.Stores.Tests.Sources;

/// <summary>Definitions for tests: a time in column <c>t</c>, and more columns.</summary>
internal static class SourceCases
{
    internal static SourceDefinition Of(SourceFormat format, string location, params Field[] fields) => Of(new Field("t", "Time", ValueKind.Timestamp, false), format, location, fields);

    internal static SourceDefinition Of(Field time, SourceFormat format, string location, params Field[] fields)
    {
        var schema = new RowSchema("Row", [time, .. fields]);
        Expression<Func<Row, DateTimeOffset>> lambda = row => row.Time;
        var findings = new List<Finding>();
        var expression = RowExpression.TryCreate(lambda, schema, "event time", findings);
        findings.ShouldBeEmpty();
        return new() { Name = "events", Schema = schema, Format = format, Location = location, EventTime = expression! };
    }

    internal static Field Nullable(string column, ValueKind kind, EpochUnit? epoch = null) => new(column, column, kind, true, epoch);

    internal static Field Required(string column, ValueKind kind, EpochUnit? epoch = null) => new(column, column, kind, false, epoch);

    private sealed record Row
    {
        public DateTimeOffset Time { get; init; }
    }
}
