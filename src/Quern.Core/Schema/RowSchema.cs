namespace Quern.Schema;

/// <summary>The fields of a source's rows, in the order in which the record declares them. That order is also the order of a row's encoded values.</summary>
/// <param name="Name">The record's name.</param>
/// <param name="Fields">The fields.</param>
public sealed record RowSchema(string Name, IReadOnlyList<Field> Fields)
{
    /// <summary>The position of the field for a record member, or -1.</summary>
    public int IndexOf(string member)
    {
        for (var i = 0; i < Fields.Count; i++)
            if (Fields[i].Member == member)
                return i;
        return -1;
    }
}
