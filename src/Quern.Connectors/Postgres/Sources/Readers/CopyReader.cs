using Quern.Engine.Sources;
using Quern.Values;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>Turns the values of a column, as COPY sends them in binary, into rows of a column of ours. One for each thread and column, since it may remember texts.</summary>
internal abstract class CopyReader
{
    /// <summary>Appends rows; one that cannot be converted is named in <paramref name="faults"/>, and its value means nothing.</summary>
    /// <param name="values">The column's values.</param>
    /// <param name="start">The first row.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="target">Gets them.</param>
    /// <param name="isNullable">Whether a null is a value; otherwise it is a fault.</param>
    /// <param name="faults">Gets what is wrong.</param>
    public void Read(CopyValues values, int start, int count, Column target, bool isNullable, RowFaults faults)
    {
        Append(values, start, count, target, faults);
        var offset = target.Count - count;
        for (var i = 0; i < count; i++)
        {
            if (!values.IsNull(start + i)) continue;
            if (isNullable) target.SetNullAt(offset + i);
            else faults.Add(start + i, null, "null, which the record does not admit");
        }
    }

    /// <summary>Appends rows; what a null becomes does not matter.</summary>
    protected abstract void Append(CopyValues values, int start, int count, Column target, RowFaults faults);
}
