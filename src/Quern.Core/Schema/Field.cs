using Quern.Values;

namespace Quern.Schema;

/// <summary>One column of a source as its row record declares it.</summary>
/// <param name="Column">The column's name in the file or table.</param>
/// <param name="Member">The record member's name in C#.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Nullable">Whether a null is a value; when false a null makes a bad row.</param>
/// <param name="Epoch">For a timestamp stored as a whole number: what it counts; otherwise null.</param>
/// <param name="Dimensions">For an embedding: how many numbers each value has; otherwise 0.</param>
public sealed record Field(string Column, string Member, ValueKind Kind, bool Nullable, EpochUnit? Epoch = null, int Dimensions = 0);
