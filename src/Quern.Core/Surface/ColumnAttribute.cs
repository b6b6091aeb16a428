using Quern.Schema;

namespace Quern;

/// <summary>Says which column a member of a row record is, where that is not the member's name in snake case.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ColumnAttribute : Attribute
{
    private EpochUnit? _epoch;

    /// <summary>Keeps the column's name as it follows from the member's.</summary>
    public ColumnAttribute()
    {
    }

    /// <summary>Names the column.</summary>
    public ColumnAttribute(string name) => Name = name;

    /// <summary>The column's name; null for the member's in snake case.</summary>
    public string? Name { get; }

    /// <summary>For a DateTimeOffset or DateTime whose column holds whole numbers: what they count.</summary>
    public EpochUnit Epoch
    {
        get => _epoch ?? default;
        set => _epoch = value;
    }

    /// <summary>For a <c>float[]</c>: how many numbers each value has, from 1 to 65,536. 0 for a member of any other type.</summary>
    public int Dimensions { get; set; }

    internal EpochUnit? EpochOrNull => _epoch;
}
