using Quern.Client.Registry;

namespace Quern.Client;

/// <content>What is registered.</content>
public sealed partial class QuernClient
{
    /// <summary>Everything that the project defines.</summary>
    public Task<RegistrySnapshot> RegistryAsync(CancellationToken cancellation = default) => GetAsync("/v1/registry", ClientJson.Default.RegistrySnapshot, cancellation);

    /// <summary>What a service needs and gives.</summary>
    public Task<ServiceInfo> ServiceAsync(string name, CancellationToken cancellation = default) =>
        GetAsync($"/v1/services/{Uri.EscapeDataString(name)}", ClientJson.Default.ServiceInfo, cancellation);
}
