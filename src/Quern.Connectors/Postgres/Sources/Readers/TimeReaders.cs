using System.Globalization;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>Timestamps, with or without zone: microseconds since 2000. Infinities are faults.</summary>
internal sealed class TimeReader : CopyReader
{
    /// <summary>2000-01-01T00:00:00Z in microseconds since 1970.</summary>
    public const long Epoch = 946_684_800_000_000;

    /// <summary>What is wrong with an instant that is not finite.</summary>
    public const string NotFinite = "an instant must be finite";

    protected override void Append(CopyValues values, int start, int count, Column target, RowFaults faults)
    {
        var rows = ((Int64Column)target).AppendRange(count);
        for (var i = 0; i < count; i++)
        {
            var value = WholeReader.Of(values[start + i]);
            if (value is long.MaxValue or long.MinValue) faults.Add(start + i, value > 0 ? "infinity" : "-infinity", NotFinite);
            else if (value <= long.MaxValue - Epoch) rows[i] = value + Epoch;
            else faults.Add(start + i, "an instant of the year 294247 or later", "the instant does not fit 64 bits of microseconds");
        }
    }
}

/// <summary>Days since 2000, each the instant at which it begins in UTC. Infinities are faults.</summary>
internal sealed class DateReader : CopyReader
{
    private const long Day = 86_400 * Instant.PerSecond;

    protected override void Append(CopyValues values, int start, int count, Column target, RowFaults faults)
    {
        var rows = ((Int64Column)target).AppendRange(count);
        for (var i = 0; i < count; i++)
        {
            var days = WholeReader.Of(values[start + i]);
            if (days is int.MaxValue or int.MinValue) faults.Add(start + i, days > 0 ? "infinity" : "-infinity", TimeReader.NotFinite);
            else rows[i] = TimeReader.Epoch + (days * Day);
        }
    }
}

/// <summary>Counts of a unit since 1970; what is below a microsecond is floored.</summary>
internal sealed class EpochReader : CopyReader
{
    private readonly long _multiplier;
    private readonly long _divisor;

    public EpochReader(EpochUnit unit) => (_multiplier, _divisor) = unit switch
    {
        EpochUnit.Seconds => (Instant.PerSecond, 1),
        EpochUnit.Milliseconds => (1_000, 1),
        EpochUnit.Microseconds => (1, 1),
        _ => (1, 1_000),
    };

    protected override void Append(CopyValues values, int start, int count, Column target, RowFaults faults)
    {
        var rows = ((Int64Column)target).AppendRange(count);
        var limit = long.MaxValue / _multiplier;
        for (var i = 0; i < count; i++)
        {
            var value = WholeReader.Of(values[start + i]);
            if (value > limit || value < -limit) faults.Add(start + i, value.ToString(CultureInfo.InvariantCulture), "the instant does not fit 64 bits of microseconds");
            else rows[i] = (value * _multiplier / _divisor) - (value % _divisor < 0 ? 1 : 0);
        }
    }
}
