using System.Globalization;
using Quern.Definitions;

namespace Quern.Stores.Spark;

/// <summary>What can be wrong between a script, its header and the kernel.</summary>
public static class SparkFindings
{
    /// <summary>There is no header.</summary>
    /// <param name="from">Where it was looked for.</param>
    /// <param name="reason">What is there instead.</param>
    public static QuernException NoHeader(string from, string reason) => new(new Finding(
        "QRN6820", $"'{from}' is not a header of the kernel", reason, "'quern training-set … --engine spark --emit FILE.sql' writes it beside the script; name it with --header, or make it the first line of the input."));

    internal static QuernException OtherVersion(KernelHeader header) => new(new Finding(
        "QRN6821", $"the header was made by Quern {header.Quern} in format {header.Format}, and this is Quern {KernelProgram.Version} with format {KernelHeader.CurrentFormat}", null, "Have one version on all machines, or emit the script again."));

    internal static QuernException OtherAssembly(KernelHeader header, string path) => new(new Finding(
        "QRN6821", $"'{path}' is not the file with definitions that the header names", $"Its hash is another than {header.AssemblyHash}.", "Bring the file that was written beside the header, or emit the script again."));

    internal static Finding OtherDefinition(string name) => new(
        "QRN6821", $"definition '{name}' is not the one that the script was made for", null, "Emit the script again.");

    internal static QuernException NoAssembly(string path) => new(new Finding(
        "QRN6820", $"there is no file '{path}' with the definitions that the header names", null, "It lies beside the script; ADD FILE brings it to every machine."));

    internal static QuernException NoPart(string? name, IEnumerable<string> parts) => new(new Finding(
        "QRN6822", name is null ? "which part the step is for is not said" : $"there is no part '{name}' for this step", $"Its parts are: {string.Join(", ", parts.DefaultIfEmpty("none"))}.", "Name one with --part."));

    internal static QuernException OtherColumns(string of, IEnumerable<string> had, IEnumerable<string> wanted) => new(new Finding(
        "QRN6822", $"the header's columns of {of} are not those that the definitions need", $"It has {string.Join(", ", had)}; needed are {string.Join(", ", wanted)}.", "Emit the script again."));

    internal static QuernException BadRow(long number, RawFault fault) => new(new Finding(
        "QRN6826",
        $"line {number.ToString(CultureInfo.InvariantCulture)} of the input, a row of the spine: {fault.Column} is {(fault.Value is null ? "null" : $"'{fault.Value}'")}: {fault.Reason}",
        null,
        "Mend the row, or leave it out of the spine."));

    internal static Finding Unreadable(SourceDefinition source, string reason, string hint) => new("QRN6827", $"source '{source.Name}' cannot be read by a Spark script: {reason}", null, hint);

    internal static Finding WrongType(string of, string column, string type, string reason) => new(
        "QRN6828", $"{of}: column '{column}' is {type}, which a Spark script cannot hand to the kernel: {reason}", null, "Convert the column, or make the training set with 'quern training-set', in buckets where it is large.");

    internal static Finding NoParquet(string spine) => new("QRN6829", $"spine '{spine}' is not Parquet", "A Spark script reads its spine as Parquet.", "Write it as Parquet: COPY … TO 'labels.parquet'.");
}
