using Quern.Client.Registry;

namespace Quern.Client;

/// <content>What is registered.</content>
public sealed partial class QuernClient
{
    /// <summary>Everything that the project defines.</summary>
    /// <exception cref="QuernClientException">The server refuses the request, and says all that is wrong; or it cannot be reached.</exception>
    public Task<RegistrySnapshot> RegistryAsync(CancellationToken cancellation = default) => GetAsync("/v1/registry", ClientJson.Default.RegistrySnapshot, cancellation);

    /// <summary>What a service needs and gives.</summary>
    /// <exception cref="QuernClientException">The server refuses the request, and says all that is wrong; or it cannot be reached.</exception>
    public Task<ServiceInfo> ServiceAsync(string name, CancellationToken cancellation = default) =>
        GetAsync($"/v1/services/{Uri.EscapeDataString(name)}", ClientJson.Default.ServiceInfo, cancellation);
}
