using Quern.Stores;

namespace Quern.Cli.Doctor;

/// <summary>The native libraries of the embedded stores; that of a feed is looked at with the feed.</summary>
internal sealed class LibraryCheck : IDoctorCheck
{
    public int Order => 20;

    public string Name => "native libraries";

    public IEnumerable<Diagnosis> Run(Patient patient)
    {
        foreach (var (name, version, finding) in StoreLibraries.List()) yield return new($"library {name}", version ?? "", finding);
    }
}
