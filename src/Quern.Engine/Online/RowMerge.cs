namespace Quern.Engine.Online;

/// <summary>Brings the rows that an entity has and those that come to it into one order of time, without those that go.</summary>
internal static class RowMerge
{
    /// <summary>Fills <paramref name="target"/>; what is removed is named by time and tie. All are in order of time.</summary>
    public static EntityRows Of(EntityRows target, EntityRows present, EntityRows added, EntityRows removed)
    {
        target.Clear();
        var (old, gone) = (0, 0);
        for (var row = 0; row <= added.Count; row++)
        {
            var until = row < added.Count ? added.Times[row] : long.MaxValue;
            for (; old < present.Count && present.Times[old] <= until; old++)
            {
                while (gone < removed.Count && removed.Times[gone] < present.Times[old]) gone++;
                if (!IsRemoved(present, old, removed, gone)) target.Add(present, old);
            }

            if (row < added.Count) target.Add(added, row);
        }

        return target;
    }

    private static bool IsRemoved(EntityRows rows, int row, EntityRows removed, int from)
    {
        for (var i = from; i < removed.Count && removed.Times[i] == rows.Times[row]; i++)
            if (removed.Tie(i).Span.SequenceEqual(rows.Tie(row).Span))
                return true;
        return false;
    }
}
