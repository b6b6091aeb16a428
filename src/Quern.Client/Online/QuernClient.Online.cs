using System.Globalization;
using System.Text.Json;
using Quern.Client.Online;

namespace Quern.Client;

/// <content>Online vectors.</content>
public sealed partial class QuernClient
{
    /// <summary>The vectors of a service, as of the server's now.</summary>
    /// <param name="service">The service.</param>
    /// <param name="entities">For each row the join keys, and the request fields of on-demand features.</param>
    /// <param name="fullNames">Whether columns are named <c>view__feature</c>.</param>
    /// <param name="cancellation">Gives the wait up.</param>
    /// <exception cref="QuernClientException">The server refuses the request, and says all that is wrong; or it cannot be reached.</exception>
    public Task<Vectors> OnlineAsync(string service, Columns entities, bool fullNames = false, CancellationToken cancellation = default) =>
        OnlineAsync(service, json => json.WriteString("feature_service", service), entities, fullNames, cancellation);

    /// <summary>As of a service, for features by reference: <c>view:feature</c> or <c>view@2:feature</c>.</summary>
    /// <exception cref="QuernClientException">The server refuses the request, and says all that is wrong; or it cannot be reached.</exception>
    public Task<Vectors> FeaturesAsync(IEnumerable<string> features, Columns entities, bool fullNames = false, CancellationToken cancellation = default)
    {
        string[] list = [.. features];
        return OnlineAsync(string.Join('\n', list), json => WriteTexts(json, "features", list), entities, fullNames, cancellation);
    }

    /// <summary>As <see cref="OnlineAsync(string, Columns, bool, CancellationToken)"/>, with every status that Quern knows, and by a deadline if one is given.</summary>
    /// <param name="service">The service.</param>
    /// <param name="entities">For each row the join keys, and the request fields of on-demand features.</param>
    /// <param name="deadline">
    /// When the server answers with what is read by then, from 1 ms to 10 minutes after the request came; the rest is told by the service's fallbacks or is null (<see cref="Vectors.CutValues"/>).
    /// Null for when all is read.
    /// </param>
    /// <param name="cancellation">Gives the wait up.</param>
    /// <exception cref="QuernClientException">The server refuses the request, and says all that is wrong; or it cannot be reached.</exception>
    public async Task<Vectors> VectorsAsync(string service, Columns entities, TimeSpan? deadline = null, CancellationToken cancellation = default)
    {
        HttpContent Body() => Json(json =>
        {
            json.WriteString("feature_service", service);
            json.WritePropertyName("entities");
            entities.Write(json);
        });
        var query = deadline is { } limit ? string.Create(CultureInfo.InvariantCulture, $"?deadline_ms={(long)limit.TotalMilliseconds}") : "";
        return (await SendPlacedAsync(service, "/v1/vectors" + query, Body, ClientJson.Default.TimelyAnswer, cancellation).ConfigureAwait(false)).ToVectors();
    }

    private async Task<Vectors> OnlineAsync(string place, Action<Utf8JsonWriter> what, Columns entities, bool fullNames, CancellationToken cancellation)
    {
        HttpContent Body() => Json(json =>
        {
            what(json);
            json.WriteBoolean("full_feature_names", fullNames);
            json.WritePropertyName("entities");
            entities.Write(json);
        });
        return new(await SendPlacedAsync(place, "/get-online-features", Body, ClientJson.Default.OnlineAnswer, cancellation).ConfigureAwait(false));
    }
}
