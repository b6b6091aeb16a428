using System.Linq.Expressions;
using Quern.Values;

namespace Quern.Definitions.Tests;

public sealed class RowExpressionTests
{
    private static int _field = 3;

    private static int Property => 3;

    [Fact]
    public void Text_OfTheSameMeaning_IsTheSame()
    {
        const int constant = 15;
        var captured = 15;
        long wide = 15;
        var text = SampleRows.Create(r => r.Whole > 15).Text;
        text.ShouldBe("(row.whole > 15)");
        SampleRows.Create(other => other.Whole > constant).Text.ShouldBe(text);
        SampleRows.Create(r => r.Whole > captured).Text.ShouldBe(text);
        SampleRows.Create(r => r.Whole > wide).Text.ShouldBe(text);
        SampleRows.Create(r => r.Whole > captured).ShouldBe(SampleRows.Create(r => r.Whole > 15));
    }

    [Fact]
    public void Text_NamesColumnsAndWritesConstantsInvariantly()
    {
        SampleRows.Create(r => r.Original).Text.ShouldBe("row.renamed");
        SampleRows.Create(r => r.Real / 8.0 + 0.1).Text.ShouldBe("((row.real / 8.0) + 0.1)");
        SampleRows.Create(r => r.Text == "a\"b").Text.ShouldBe("(row.text == \"a\\u0022b\")");
        SampleRows.Create(r => r.Text.StartsWith("OR")).Text.ShouldBe("row.text.StartsWith(\"OR\")");
        SampleRows.Create(r => r.MaybeWhole + _field).Text.ShouldBe("(row.maybe_whole + 3)");
        SampleRows.Create(r => r.Time - TimeSpan.FromHours(2)).Text.ShouldBe("(row.time - span(02:00:00))");
    }

    [Fact]
    public void DirectField_OfABareColumn_IsTheBatchesOwn()
    {
        var expression = SampleRows.Create(r => r.Text);
        var batch = SampleRows.Batch(SampleRows.Random(new Random(1), 4));
        batch.Schema.Fields[expression.DirectField].Member.ShouldBe("Text");
        expression.Evaluate(batch).ShouldBeSameAs(batch[expression.DirectField]);
        SampleRows.Create(r => (double)r.Whole).DirectField.ShouldBe(-1);
    }

    [Fact]
    public void Fields_AreThoseThatAreRead_Ascending() =>
        SampleRows.Create(r => r.Time.Hour > 3 && r.Whole > 0 && r.Whole < r.Small).Fields.Select(field => SampleRows.Schema.Fields[field].Member).ShouldBe(["Small", "Whole", "Time"]);

    [Fact]
    public void Nullable_SaysWhetherNullCanCome()
    {
        SampleRows.Create(r => r.MaybeText).Nullable.ShouldBeTrue();
        SampleRows.Create(r => r.MaybeText ?? "").Nullable.ShouldBeFalse();
        SampleRows.Create(r => r.Text.Trim()).Nullable.ShouldBeFalse();
        SampleRows.Create(r => r.Flag ? r.Text : null).Nullable.ShouldBeTrue();
        SampleRows.Create(r => r.MaybeWhole + 1).Nullable.ShouldBeTrue();
        SampleRows.Create(r => r.MaybeWhole > 1).Nullable.ShouldBeFalse();
    }

    [Fact]
    public void CapturedValue_IsReadOnce()
    {
        var limit = 5L;
        var expression = SampleRows.Create(r => r.Whole > limit);
        limit = 1000;
        limit.ShouldBe(1000);
        expression.Evaluate(SampleRows.Batch([new() { Whole = 10 }]))[0].ShouldBe(Value.Of(true));
    }

    [Fact]
    public void Overflow_NamesExpressionAndRow() => FailureOf(r => r.Whole * 2, new() { Whole = 1 }, new() { Whole = long.MaxValue })
        .ShouldStartWith("error QRN1006: expression '(row.whole * 2)' cannot be computed for row 1: Arithmetic operation resulted in an overflow.");

    [Fact]
    public void DivisionByZero_NamesExpressionAndRow() => FailureOf(r => 10 / r.Whole, new() { Whole = 1 }, new() { Whole = 0 })
        .ShouldStartWith("error QRN1006: expression '(10 / row.whole)' cannot be computed for row 1: Attempted to divide by zero.");

    [Fact]
    public void FailingText_NamesTheRowOfTheBatch_AndDoesNotSpoilTheOthers()
    {
        var expression = SampleRows.Create(r => r.Text.Substring(2));
        var batch = SampleRows.Batch([new() { Text = "abc" }, new() { Text = "abc" }, new() { Text = "x" }]);
        Should.Throw<QuernException>(() => expression.Evaluate(batch)).Message.ShouldContain("for row 2");
        var good = SampleRows.Batch([new() { Text = "abc" }, new() { Text = "wxyz" }]);
        var column = expression.Evaluate(good);
        (column[0], column[1]).ShouldBe((Value.Of("c"), Value.Of("yz")));
        Should.Throw<QuernException>(() => expression.Evaluate(batch));
    }

    [Fact]
    public void Evaluate_FromSeveralThreads_GivesTheSame()
    {
        var expression = SampleRows.Create(r => r.Text.ToUpperInvariant());
        var rows = SampleRows.Random(new Random(5), 500);
        var batch = SampleRows.Batch(rows);
        Parallel.For(0, 8, _ =>
        {
            var column = expression.Evaluate(batch);
            for (var i = 0; i < rows.Count; i++) column[i].ShouldBe(Value.Of(rows[i].Text.ToUpperInvariant()));
        });
    }

    [Fact]
    public void Refused_NamesThePartAndTheReason()
    {
        var allowed = new List<string> { "ORD" };
        FindingsOf(r => allowed.Contains(r.Text)).ShouldBe(["test: 'allowed.Contains(row.text)' cannot be used in an expression | The method List`1.Contains is not allowed."]);
        FindingsOf(r => r.Time > DateTimeOffset.UtcNow).ShouldHaveSingleItem().ShouldContain("the property DateTimeOffset.UtcNow may change", Case.Insensitive);
        FindingsOf(r => r.Whole > Property).ShouldHaveSingleItem().ShouldContain("copy it to a local variable first");
        FindingsOf(r => $"{r.Text}!").ShouldHaveSingleItem().ShouldContain("the method String.Format is not allowed", Case.Insensitive);
        FindingsOf(r => r.Whole * 1.5m).ShouldHaveSingleItem().ShouldContain("decimal is not a type");
        FindingsOf(r => r).ShouldHaveSingleItem().ShouldContain("the row itself is not a value", Case.Insensitive);
        FindingsOf(r => Guid.NewGuid() == Guid.Empty || r.Text.Replace("a", "b") == "").Count.ShouldBe(2);
        FindingsOf(r => r.Text.StartsWith("a", StringComparison.OrdinalIgnoreCase)).ShouldHaveSingleItem();
        FindingsOf(r => r.Time - r.Time).ShouldBe(["test: the expression gives TimeSpan, which no feature can hold | The expression is (row.time - row.time)."]);
        FindingsOf(r => r.Whole / (_field - 3)).ShouldBeEmpty();
        FindingsOf(r => r.Whole + (long.MaxValue - 1) * _field).ShouldHaveSingleItem().ShouldContain("constant part of the expression cannot be computed");
    }

    private static string FailureOf<T>(Expression<Func<Sample, T>> lambda, params Sample[] rows) =>
        Should.Throw<QuernException>(() => SampleRows.Create(lambda).Evaluate(SampleRows.Batch(rows))).Message;

    private static List<string> FindingsOf<T>(Expression<Func<Sample, T>> lambda)
    {
        var findings = new List<Finding>();
        var expression = RowExpression.TryCreate(lambda, SampleRows.Schema, "test", findings);
        (expression is null).ShouldBe(findings.Count > 0);
        return [.. findings.Select(finding => $"{finding.Message} | {finding.Detail}")];
    }
}
