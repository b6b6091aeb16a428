namespace Quern.Stores.DuckDb;

/// <summary>What most C functions return.</summary>
internal enum DuckState
{
    Success = 0,
    Error = 1,
}
