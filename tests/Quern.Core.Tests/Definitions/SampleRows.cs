using System.Linq.Expressions;
using Quern.Definitions.Expressions;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Definitions.Tests;

/// <summary>Random rows, as records and as the batch that holds them.</summary>
internal static class SampleRows
{
    private static readonly string[] Texts = ["", "ORD", "ord", "Zürich", "日本", "a b", "O'Hare", "ORDER", " x "];
    private static readonly double[] Reals = [0, -0.0, 1.5, -2.25, 1e300, 1e-300, double.NaN, double.PositiveInfinity, 15, 0.1];

    public static readonly RowSchema Schema = RowSchemaReader.Read(typeof(Sample), []);

    public static List<Sample> Random(Random random, int count)
    {
        var rows = new List<Sample>();
        for (var i = 0; i < count; i++)
            rows.Add(new()
            {
                Flag = random.Next(2) == 0,
                MaybeFlag = random.Next(3) switch { 0 => null, 1 => true, _ => false },
                Small = random.Next(-1000, 1000),
                MaybeSmall = random.Next(3) == 0 ? null : random.Next(-5, 5),
                Whole = random.Next(-1000, 1000),
                MaybeWhole = random.Next(3) == 0 ? null : random.NextInt64(-20, 20),
                Single = (float)Reals[random.Next(Reals.Length)],
                MaybeSingle = random.Next(3) == 0 ? null : random.NextSingle(),
                Real = Reals[random.Next(Reals.Length)],
                MaybeReal = random.Next(3) == 0 ? null : random.NextDouble() * 100,
                Text = Texts[random.Next(Texts.Length)],
                MaybeText = random.Next(3) == 0 ? null : Texts[random.Next(Texts.Length)],
                Time = new Instant(random.NextInt64(-3_000_000_000_000_000, 3_000_000_000_000_000)).ToDateTimeOffset(),
                MaybeTime = random.Next(3) == 0 ? null : new Instant(random.NextInt64(0, 2_000_000_000_000_000)).ToDateTimeOffset(),
                Plain = EpochTime.ToDateTime(random.NextInt64(0, 2_000_000_000_000_000)),
                Original = random.Next(10),
            });
        return rows;
    }

    public static EventBatch Batch(IReadOnlyList<Sample> rows, IEnumerable<int>? fields = null)
    {
        var batch = new EventBatch(Schema, fields ?? Enumerable.Range(0, Schema.Fields.Count));
        for (var field = 0; field < Schema.Fields.Count; field++)
            if (batch.Has(field))
            {
                var property = typeof(Sample).GetProperty(Schema.Fields[field].Member)!;
                foreach (var row in rows) Append(batch[field], property.GetValue(row));
            }

        batch.Count = rows.Count;
        return batch;
    }

    public static RowExpression Create<T>(Expression<Func<Sample, T>> lambda)
    {
        var findings = new List<Finding>();
        var expression = RowExpression.TryCreate(lambda, Schema, "test", findings);
        findings.ShouldBeEmpty();
        return expression!;
    }

    public static Value ToValue(object? value) => value switch
    {
        null => Value.Null,
        bool truth => Value.Of(truth),
        int whole => Value.Of(whole),
        long whole => Value.Of(whole),
        float real => Value.Of(real),
        double real => Value.Of(real),
        string text => Value.Of(text),
        DateTimeOffset time => Value.Of(Instant.From(time)),
        DateTime time => Value.Of(Instant.From(new DateTimeOffset(time, TimeSpan.Zero))),
        _ => throw new ArgumentException($"{value.GetType()} is not a value."),
    };

    private static void Append(Column column, object? value)
    {
        switch (column)
        {
            case var _ when value is null:
                column.AppendNull();
                break;
            case TextColumn text:
                text.Append(System.Text.Encoding.UTF8.GetBytes((string)value));
                break;
            case Float64Column real:
                real.Append(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case Int64Column whole:
                whole.Append(ToValue(value).Bits);
                break;
        }
    }
}
