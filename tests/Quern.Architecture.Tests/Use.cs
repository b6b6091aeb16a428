namespace Quern.Architecture.Tests;

/// <summary>One type's use of another, and the member in which it happens.</summary>
internal readonly record struct Use(Type User, Type Used, string Where);
