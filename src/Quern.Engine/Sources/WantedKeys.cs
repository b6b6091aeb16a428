using Quern.Values;

namespace Quern.Engine.Sources;

/// <summary>
/// Which keys somebody asks for, part by part: rows that have another value in one of these fields are not of theirs. Rows with a null in one of them are not told apart: whether they may have one is the
/// record's to say.
/// </summary>
/// <param name="Fields">The fields of the record that are the parts of the key.</param>
/// <param name="Parts">For each of them the values that are asked for, each once: all texts, or all whole numbers as Int64.</param>
public sealed record WantedKeys(IReadOnlyList<int> Fields, IReadOnlyList<IReadOnlyList<Value>> Parts)
{
    /// <summary>The most keys that are told; where more are asked for, a reader is asked for all rows.</summary>
    public const int Most = 10_000;
}
