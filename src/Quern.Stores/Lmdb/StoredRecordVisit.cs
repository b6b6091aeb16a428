namespace Quern.Stores.Lmdb;

/// <summary>Is told of a record of a store; all three are valid until it returns.</summary>
/// <param name="partition">Its partition.</param>
/// <param name="record">Its key within the partition.</param>
/// <param name="value">What is stored under it.</param>
public delegate void StoredRecordVisit(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, ReadOnlySpan<byte> value);
