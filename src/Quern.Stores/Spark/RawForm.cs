using System.Text.Json.Serialization;

namespace Quern.Stores.Spark;

/// <summary>How the text of a raw column became, where its kind alone does not say it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RawForm>))]
public enum RawForm
{
    /// <summary>As CSV has it: a text as it is, numbers in digits, instants as ISO 8601 or as counts of the unit that the definition says.</summary>
    Plain,

    /// <summary>An instant as microseconds since 1970.</summary>
    Micros,

    /// <summary>A whole number for a real; one that no real equals is refused.</summary>
    Whole,

    /// <summary>A real of a typed column. A NaN is the one without a sign, which nearly all programs store; another is not told from it by its text.</summary>
    Real,

    /// <summary>An embedding of 32-bit reals.</summary>
    Floats,

    /// <summary>An embedding of 64-bit reals, each rounded to 32 bits.</summary>
    Reals,
}

/// <summary>A raw column as a script hands it to the kernel.</summary>
/// <param name="Name">Its name: a source's column, or a spine's.</param>
/// <param name="Form">How its text became.</param>
public sealed record RawColumn(string Name, RawForm Form);

/// <summary>The raw columns of a source for one part of a script.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="Columns">The columns, in order.</param>
public sealed record RawEvents(string Source, IReadOnlyList<RawColumn> Columns);
