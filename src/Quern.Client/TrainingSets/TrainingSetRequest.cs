using System.Text.Json;

namespace Quern.Client.TrainingSets;

/// <summary>A training set to ask for: a service or features, for the rows of labels or of a file of the server's project.</summary>
public sealed record TrainingSetRequest
{
    /// <summary>The service whose features are wanted; or else <see cref="Features"/>.</summary>
    public string? Service { get; init; }

    /// <summary>Features by reference, such as <c>view:feature</c>.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>The rows: join keys, request fields, the instant of each row, and whatever else is to stand beside the features.</summary>
    public Columns? Labels { get; init; }

    /// <summary>In place of labels, a file of the server's project, by its relative path.</summary>
    public string? Spine { get; init; }

    /// <summary>The column with the instants; null for <c>event_timestamp</c>.</summary>
    public string? TimeColumn { get; init; }

    /// <summary>Whether each row sees only what was known by then, as serving did.</summary>
    public bool AsKnown { get; init; }

    /// <summary>Whether a status column follows each feature.</summary>
    public bool Statuses { get; init; }

    /// <summary>Whether rows of sources that cannot be used are put aside; otherwise they fail the run.</summary>
    public bool QuarantineBadRows { get; init; }

    /// <summary>Whether the file is CSV; otherwise it is Parquet.</summary>
    public bool Csv { get; init; }

    internal void Write(Utf8JsonWriter json)
    {
        if (Service is not null) json.WriteString("service", Service);
        if (Features.Count > 0)
        {
            json.WriteStartArray("features");
            foreach (var feature in Features) json.WriteStringValue(feature);
            json.WriteEndArray();
        }

        if (Spine is not null) json.WriteString("spine", Spine);
        if (TimeColumn is not null) json.WriteString("time_column", TimeColumn);
        json.WriteBoolean("as_known", AsKnown);
        json.WriteBoolean("statuses", Statuses);
        json.WriteString("on_bad_row", QuarantineBadRows ? "quarantine" : "fail");
        json.WriteString("format", Csv ? "csv" : "parquet");
        if (Labels is null) return;
        json.WritePropertyName("labels");
        Labels.Write(json);
    }
}
