using Quern.Drift;
using Quern.Engine.Monitoring;
using Quern.Engine.Served;
using Quern.Stores.Files;
using Quern.Stores.Sources;
using Quern.Stores.TrainingSets;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Monitoring;

/// <summary>
/// What the sub-populations of training sets are like: learnt from the training set's own file when it is first asked, and kept, so that it is still known when the file has gone:
/// <c>late_flight/3f2a…-1d-9c1e….populations</c>.
/// </summary>
/// <param name="folder">The folder for all of them; made when the first is written.</param>
/// <param name="resources">What reading a training set may use.</param>
public sealed class PopulationFiles(string folder, DuckResources resources)
{
    private const int Kept = 40;
    private const int HashLetters = 12;

    /// <summary>What the sub-populations of a training set are like that the fields of a service make.</summary>
    /// <param name="set">The training set.</param>
    /// <param name="service">The service.</param>
    /// <param name="width">How long a block of time is.</param>
    /// <param name="progress">Told what is done: the step, how much of it is done, how much there is.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>What is known; where nothing can be, why, and no failure.</returns>
    public TrainingPopulations Load(TrainingSetProfile set, ServedShape service, Duration width, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var profiler = new ServedProfiler(service, width);
        var fields = PopulationFields.Of(profiler, set.Profile.Columns);
        var missing = profiler.Slices.Select(place => profiler.Fields[place].Name).Except(fields.By.Select(field => field.Name), StringComparer.Ordinal).Select(name => $"'{name}' is not in the training set, or of another type there").ToArray();
        if (fields.By.Count == 0 || fields.Measured.Count == 0) return new([], missing);
        var path = Path.Combine(folder, service.Service, $"{set.OutputHash[..HashLetters]}-{width}-{ContentHash.Of($"{string.Join(',', fields.By)};{string.Join(',', fields.Measured)}")[..HashLetters]}{PopulationForm.Extension}");
        if (PopulationForm.TryRead(path) is not { } known)
        {
            if (WhyNot(set) is { } reason) return new([], [reason, .. missing]);
            try
            {
                known = Learn(set, fields, width, progress, cancellation);
                Keep(path, known);
            }
            catch (QuernException failure)
            {
                return new([], [$"'{set.Output}' cannot be read: {failure.Findings[0].Message}", .. missing]);
            }
        }

        return new(known, [.. missing, .. known.Select(Trouble).OfType<string>()]);
    }

    // The profile tells of a file that somebody may have moved since, or made anew.
    private static string? WhyNot(TrainingSetProfile set)
    {
        try
        {
            if (!File.Exists(set.Output)) return $"the training set is not at '{set.Output}' any more";
            if (set.TimeColumn is null) return $"the profile of '{set.Output}' is of an older version, which did not keep the name of its column of instants";
            return ManifestFile.HashOf(set.Output) == set.OutputHash ? null : $"'{set.Output}' is not the training set any more that the profile is of";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"'{set.Output}' cannot be read: {exception.Message}";
        }
    }

    private static string? Trouble(PopulationReference field) => field.IsGivenUp ? $"'{field.By}' has too many values to divide the training set"
        : field.Learnt == 0 ? $"no value of '{field.By}' has rows enough in {Calibration.Least} blocks of the training set" : null;

    private IReadOnlyList<PopulationReference> Learn(TrainingSetProfile set, PopulationFields fields, Duration width, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        using var rows = DuckSpine.Open(set.Output, Path.GetDirectoryName(set.Output)!, resources);
        return new PopulationSampler(fields, width).Run(rows, set.TimeColumn!, set.IsInPart, progress, cancellation);
    }

    // What cannot be kept is learnt again the next time.
    private static void Keep(string path, IReadOnlyList<PopulationReference> known)
    {
        try
        {
            var files = Path.GetDirectoryName(path)!;
            Directory.CreateDirectory(files);
            DurableFile.Replace(path, PopulationForm.Write(known));
            foreach (var old in new DirectoryInfo(files).GetFiles("*" + PopulationForm.Extension).OrderByDescending(file => file.LastWriteTimeUtc).Skip(Kept)) old.Delete();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What is known is told all the same.
        }
    }
}
