using System.Globalization;
using Quern.Time;

namespace Quern.Definitions;

/// <summary>The wording of everything that can be wrong with an expectation of rows together as it is written.</summary>
internal static class SeriesFindings
{
    public const int MostWeeks = 52;

    public static Finding NothingToReject(string what) => new(
        "QRN1071", $"{what}: it cannot reject", "It is about rows together: no single row of them is at fault, and what a row counts for must not depend on others.", "write OnFail.Observe, OnFail.Warn or OnFail.Pause.");

    public static Finding PauseOfStream(string what) => new(
        "QRN1070", $"{what}: a stream cannot be paused by its rows together", "By the time that they are looked at, what came of them has been served.", "warn by it, or pause by an expectation of single rows: the first event that fails pauses.");

    public static Finding NoVolume(string what) => new(
        "QRN1072", $"{what}: it expects nothing", null, "say least: 100, most: 5000, leastShare: 0.5 or mostShare: 3.");

    public static Finding BadVolume(string what, long? least, long? most) => new(
        "QRN1072", $"{what}: rows cannot be {string.Join(" and ", new[] { Bound("at least", least), Bound("at most", most) }.OfType<string>())}", null, "least is 0 or more, and most not below it.");

    private static string? Bound(string text, long? rows) => rows is { } count ? string.Create(CultureInfo.InvariantCulture, $"{text} {count}") : null;

    public static Finding BadVolumeShare(string what, string setting, double share) => new(
        "QRN1072", string.Create(CultureInfo.InvariantCulture, $"{what}: {setting} cannot be {share}"), null, "leastShare lies above 0 and is at most 1, mostShare is at least 1: 0.5 and 3 for half to three times the usual rows.");

    public static Finding BadUsual(string what, string setting, object value, string valid) => new(
        "QRN1073", string.Create(CultureInfo.InvariantCulture, $"{what}: {setting} cannot be {value}"), "The usual is the median of the same bucket of earlier weeks.", valid);

    public static Finding NoUsual(string what) => new(
        "QRN1073", $"{what}: the usual means nothing where no share of it is asked for", null, "leave weeks, slack and minUsual out, or say leastShare or mostShare.");

    public static Finding NeverLate(string what, Duration delay) => new(
        "QRN1074", $"{what}: nothing says when single rows were known", delay == default ? "Without KnownAt each row is known as it happens." : $"By Delay each row is known {delay} after it happens.", "declare KnownAt, or leave the expectation out.");

    public static Finding NoOrder(string what, string text) => new(
        "QRN1075", $"{what}: {text} does not go up or down", "Numbers and instants do; texts, truth values and embeddings do not.", "give a column that counts.");
}
