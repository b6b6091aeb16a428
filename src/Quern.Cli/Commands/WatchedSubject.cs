using Quern.Cli.Projects;
using Quern.Definitions;
using Quern.Engine.Served;
using Quern.Stores.Monitoring;

namespace Quern.Cli.Commands;

/// <summary>What a command looks at: one of the three is there.</summary>
/// <param name="Source">The rows of a source.</param>
/// <param name="Service">What was served of a service.</param>
/// <param name="TrainingSet">The path of the profile beside a training set.</param>
internal sealed record WatchedSubject(SourceDefinition? Source, ServedShape? Service, string? TrainingSet)
{
    private const string Manifest = ".manifest.json";
    private const string SourcePrefix = "source:";
    private const string ServicePrefix = "service:";
    private static readonly string[] Files = [".parquet", ".csv", ".csv.gz"];

    /// <summary>What a name means: <c>train.parquet</c> a training set; <c>flights</c> a source or a service; <c>source:flights</c> and <c>service:flights</c> where both have the name.</summary>
    /// <exception cref="QuernException">There is nothing of that name, or two things.</exception>
    public static WatchedSubject Of(AppliedProject applied, string name)
    {
        if (ProfileOf(name) is { } file) return new(null, null, file);
        if (name.StartsWith(SourcePrefix, StringComparison.Ordinal)) return new(applied.Source(name[SourcePrefix.Length..]), null, null);
        if (name.StartsWith(ServicePrefix, StringComparison.Ordinal)) return new(null, Shape(applied, name[ServicePrefix.Length..]), null);
        var source = applied.Plan.Definition.Sources.FirstOrDefault(source => source.Name == name);
        var service = applied.Plan.Services.GetValueOrDefault(name);
        if (source is not null && service is not null)
            throw new QuernException(new Finding("QRN6342", $"'{name}' is both a source and a service", Hint: $"Write {SourcePrefix}{name} or {ServicePrefix}{name}."));
        if (source is not null) return new(source, null, null);
        if (service is not null) return new(null, Shape(applied, name), null);
        throw new QuernException(new Finding(
            "QRN6304", $"there is no source or service '{name}'", $"The sources are: {string.Join(", ", applied.Plan.Definition.Sources.Select(source => source.Name))}. The services are: {string.Join(", ", applied.Plan.Services.Keys)}.", "Apply it first if it is new. The file of a training set ends in .parquet, .csv or .csv.gz."));
    }

    /// <summary>The path of the profile that belongs to a training set's file, to its manifest, or that is named itself; null for what is no file's name.</summary>
    public static string? ProfileOf(string name)
    {
        if (name.EndsWith(TrainingProfileFile.Extension, StringComparison.OrdinalIgnoreCase)) return name;
        if (name.EndsWith(Manifest, StringComparison.OrdinalIgnoreCase)) return TrainingProfileFile.PathOf(name[..^Manifest.Length]);
        return Files.Any(extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) ? TrainingProfileFile.PathOf(name) : null;
    }

    private static ServedShape Shape(AppliedProject applied, string service) => new(service, applied.Commit.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), applied.Service(service));
}
