using Quern.Cli.Rendering;
using Quern.Stores.Lmdb;

namespace Quern.Cli.Doctor;

/// <summary>Whether the embedded stores open, how large they are, and who else has them open.</summary>
internal sealed class EmbeddedStoreCheck : IDoctorCheck
{
    public int Order => 60;

    public string Name => "stores";

    public IEnumerable<Diagnosis> Run(Patient patient)
    {
        if (patient.Project is not { } project) yield break;
        var others = new SortedSet<int>();
        (string Name, string Folder)[] stores = [.. project.File.Online is null ? new[] { ("online store", project.Online) } : [], .. project.File.Shards.Where(shard => shard is { Online: null, Placed.IsDefault: false }).Select(shard => ($"store of {shard.Placed.Name}", project.ShardOnline(shard.Placed.Name))), ("log of streams", project.Streams)];
        foreach (var (name, folder) in stores)
        {
            if (!File.Exists(Path.Combine(folder, "data.mdb"))) yield return new(name, "not there yet");
            else yield return Open(name, folder, others);
        }

        yield return new("processes", others.Count == 0 ? "no other has the project open" : $"{string.Join(", ", others)} {(others.Count == 1 ? "has" : "have")} the project open{(IsTaken(project.Streams) ? ", one of them takes its events" : "")}");
    }

    private static Diagnosis Open(string name, string folder, SortedSet<int> others)
    {
        try
        {
            using var store = new LmdbOnlineStore(folder);
            others.UnionWith(store.Readers().Where(process => process != Environment.ProcessId));
            return new(name, $"opens, {Numbers.Size(new FileInfo(Path.Combine(folder, "data.mdb")).Length)}; 'quern verify' looks at every record");
        }
        catch (QuernException damaged)
        {
            return Diagnosis.Of(name, damaged.Findings[0]);
        }
    }

    private static bool IsTaken(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "data.mdb"))) return false;
        try
        {
            using var store = new LmdbOnlineStore(folder);
            store.LockMaterialization().Dispose();
            return false;
        }
        catch (QuernException)
        {
            return true;
        }
    }
}
