using System.Linq.Expressions;
using Quern.Definitions.Expressions;

namespace Quern.Definitions.Tests;

/// <summary>A condition with null is unknown, as in SQL, and what is unknown does not fail.</summary>
public sealed class UnmetConditionTests
{
    private static readonly long? Nothing = null;

    [Fact]
    public void Of_AConditionWithoutNulls_IsItsOpposite() => Text(r => r.Whole > 3 && r.Text == "ORD").ShouldBe("(!((row.whole > 3)) || !((row.text == \"ORD\")))");

    [Fact]
    public void Of_AConditionOverNullableColumns_AsksFirstWhetherTheyAreKnown() => Text(r => r.MaybeWhole + r.MaybeSmall > 3).ShouldBe(
        "((row.maybe_small != null) && ((row.maybe_whole != null) && !(((row.maybe_whole + long(row.maybe_small)) > 3))))");

    [Fact]
    public void Of_APartThatDealsWithNull_IsTakenAsItIsWritten()
    {
        Text(r => r.MaybeWhole != null).ShouldBe("!((row.maybe_whole != null))");
        Text(r => (r.MaybeWhole ?? -1) > 3).ShouldBe("!(((row.maybe_whole ?? -1) > 3))");
        Text(r => r.MaybeWhole == Nothing).ShouldBe("!((row.maybe_whole == null))");
    }

    /// <summary>The slow twin: logic of three values, written out for each shape.</summary>
    [Fact]
    public void Of_EveryShape_FailsWhereThreeValuedLogicIsFalse()
    {
        static bool? Not(bool? a) => !a;
        static bool? Above(long? a, long than) => a is null ? null : a > than;
        Same(r => r.MaybeWhole > 3, r => Above(r.MaybeWhole, 3));
        Same(r => r.MaybeWhole > 3 && r.MaybeSmall > 0, r => Above(r.MaybeWhole, 3) & Above(r.MaybeSmall, 0));
        Same(r => r.MaybeWhole > 3 || r.MaybeSmall > 0, r => Above(r.MaybeWhole, 3) | Above(r.MaybeSmall, 0));
        Same(r => !(r.MaybeWhole > 3 || r.Flag), r => Not(Above(r.MaybeWhole, 3) | r.Flag));
        Same(r => !(r.MaybeWhole > 3 && !(r.MaybeSmall > 0)) || r.MaybeReal > 50, r => Not(Above(r.MaybeWhole, 3) & Not(Above(r.MaybeSmall, 0))) | (r.MaybeReal is null ? null : r.MaybeReal > 50));
        Same(r => r.MaybeFlag, r => r.MaybeFlag);
        Same(r => r.MaybeFlag & r.MaybeWhole > 3, r => r.MaybeFlag & Above(r.MaybeWhole, 3));
        Same(r => r.MaybeFlag | !r.MaybeFlag, r => r.MaybeFlag | !r.MaybeFlag);
        Same(r => r.Flag ? r.MaybeWhole > 3 : r.MaybeSmall > 0, r => r.Flag ? Above(r.MaybeWhole, 3) : Above(r.MaybeSmall, 0));
        Same(r => r.MaybeText!.Length > 3, r => r.MaybeText is null ? null : r.MaybeText.Length > 3);
        Same(r => r.MaybeText != "ORD", r => r.MaybeText is null ? null : r.MaybeText != "ORD");
        Same(r => r.MaybeWhole == null || r.MaybeWhole > 3, r => r.MaybeWhole is null || r.MaybeWhole > 3);
        Same(r => r.Real >= 0 && r.Real <= 100, r => r.Real >= 0 && r.Real <= 100);
        Same(r => r.MaybeWhole != 0 && 12 / r.MaybeWhole > 3, r => r.MaybeWhole is null ? null : r.MaybeWhole != 0 && 12 / r.MaybeWhole > 3);
    }

    private static string Text(Expression<Func<Sample, bool?>> condition) => Read(condition).Text;

    private static RowExpression Read(Expression<Func<Sample, bool?>> condition)
    {
        var findings = new List<Finding>();
        var unmet = RowExpression.TryCreate(UnmetCondition.Of(condition, SampleRows.Schema), SampleRows.Schema, "test", findings);
        findings.ShouldBeEmpty();
        unmet!.Nullable.ShouldBeFalse();
        return unmet;
    }

    private static void Same(Expression<Func<Sample, bool?>> condition, Func<Sample, bool?> twin)
    {
        var (unmet, rows) = (Read(condition), SampleRows.Random(new Random(7), 200));
        var column = unmet.Evaluate(SampleRows.Batch(rows));
        for (var i = 0; i < rows.Count; i++) column[i].ToString().ShouldBe(twin(rows[i]) == false ? "true" : "false", $"{condition}: row {i}, {rows[i]}");
    }
}
