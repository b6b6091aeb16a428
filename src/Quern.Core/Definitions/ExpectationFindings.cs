using System.Globalization;

namespace Quern.Definitions;

/// <summary>The wording of everything that can be wrong with an expectation as it is written.</summary>
internal static class ExpectationFindings
{
    public const int LongestName = 120;
    public const int MostValues = 10_000;

    /// <summary>Whether a text can be an expectation's name.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= LongestName && name.Trim() == name && !name.Any(char.IsControl);

    public static Finding BadName(string what, string name) => new(
        "QRN1064", $"{what}: '{name.ReplaceLineEndings(" ")}' cannot be an expectation's name", null, $"write what is expected in a few words: one line of 1 to {LongestName} characters, without spaces around it.");

    public static Finding Duplicate(string what, string name) => new(
        "QRN1065", $"{what}: two expectations are named '{name}'", "Reports tell expectations by their names, whatever the case of letters.", "give one of them another name.");

    public static Finding BadShare(string what, double share) => new(
        "QRN1066", $"{what}: a share of {share.ToString(CultureInfo.InvariantCulture)} of the rows is not from 0 to 1", null, "write 0.03 for three of a hundred rows, or leave maxShare out, so that no row may fail.");

    public static Finding NoShare(string what) => new(
        "QRN1066", $"{what}: a bucket of time means nothing where no share is allowed", "Without a share each row is judged by itself.", "leave 'every' out, or say with maxShare which share of a bucket's rows may fail.");

    public static Finding PauseByShare(string what) => new(
        "QRN1070", $"{what}: a stream cannot be paused by a share of a bucket's rows", "By the time a bucket is over, what came of it has been served.", "leave maxShare out, so that the first event that fails pauses; or warn by the share.");

    public static Finding NoRowToReject(string what) => new(
        "QRN1078", $"{what}: a feature's value cannot be rejected", "It is made of many rows, and nobody knows which of them made it so.", "write OnFail.Observe, OnFail.Warn or OnFail.Pause; reject rows by what the source expects.");

    public static Finding UnknownFeature(string what, string feature, string hint) => new("QRN1076", $"{what}: the view has no feature '{feature}'", null, hint);

    public static Finding OtherType(string what, string feature, string type, string wants) => new(
        "QRN1077", $"{what}: '{feature}' is {type}, and the rule is for {wants}", null, "use ExpectRange of numbers, ExpectOneOf of texts and whole numbers, Expect of single values, ExpectNotNull of any.");

    public static Finding BadPattern(string what, string pattern, string reason) => new(
        "QRN1067", $"{what}: '{pattern}' is not a regular expression that can be used: {reason}", null, "back-references, looking around and atomic groups are not supported, so that no text takes long.");

    public static Finding BadRange(string what, object least, object most) => new(
        "QRN1068", string.Create(CultureInfo.InvariantCulture, $"{what}: nothing lies from {least} to {most}"), null, "give the least value first; neither may be NaN.");

    public static Finding BadSet(string what, int count) => new(
        "QRN1068", string.Create(CultureInfo.InvariantCulture, $"{what}: a set of {count:N0} values is none to choose from"), null,
        string.Create(CultureInfo.InvariantCulture, $"give 1 to {MostValues:N0} values, none of them null; use ExpectMatches or Expect for a rule, or ExpectNotNull for null."));

    public static Finding NeverNull(string what) => new(
        "QRN1069", $"{what}: it can never be null", "A null in a column that the record declares not to be null makes a bad row by itself.", "leave the expectation out, or declare the record's member with '?'.");
}
