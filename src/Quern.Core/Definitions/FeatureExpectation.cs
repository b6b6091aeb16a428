using System.Globalization;

namespace Quern.Definitions;

/// <summary>What the values of a view's feature are expected to be.</summary>
/// <param name="Name">Its name, free text of one line; no other expectation of the view has it.</param>
/// <param name="Feature">The feature's name within the view.</param>
/// <param name="Rule">What each value is to be.</param>
/// <param name="OnFail">What becomes of a value that is not: <see cref="Quern.OnFail.Observe"/>, <see cref="Quern.OnFail.Warn"/> or <see cref="Quern.OnFail.Pause"/>.</param>
public sealed record FeatureExpectation(string Name, string Feature, FeatureRule Rule, OnFail OnFail)
{
    /// <summary>The share of the values that may fail, from 0 to 1; null where none may.</summary>
    public double? MaxShare { get; init; }

    /// <summary>All that is expected, in canonical text; its name and what becomes of it apart.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Feature}: {Rule.Text}{(MaxShare is { } share ? $", but for {share}" : "")}");
}
