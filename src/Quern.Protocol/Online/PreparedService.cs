using System.Text;
using Quern.Planning;
using Quern.Protocol.Json;

namespace Quern.Protocol.Online;

/// <summary>All that the wire needs to know of a service, worked out once: names as UTF-8 and the parts of the answer that never change. Safe for many threads.</summary>
public sealed class PreparedService
{
    /// <summary>Prepares a service, or a list of features that was planned like one.</summary>
    public PreparedService(ServicePlan plan)
    {
        Plan = plan;
        JoinKeyNames = [.. plan.JoinKeys.Select(key => Encoding.UTF8.GetBytes(key.Name))];
        RequestNames = [.. plan.Requests.Select(field => Encoding.UTF8.GetBytes(field.Name))];
        EntityNames = FindEntityNames(plan);
        JoinKeyJson = [.. plan.JoinKeys.Select(key => Names([key.Name]))];
        ShortNames = Names(plan.Outputs.Select(output => output.Name));
        FullNames = Names(plan.Outputs.Select(output => output.FullName));
        Versions = FormatVersions(plan);
        ShortCollisions = Collisions(plan, output => output.Name);
        FullCollisions = Collisions(plan, output => output.FullName);
    }

    /// <summary>The service.</summary>
    public ServicePlan Plan { get; }

    /// <summary>Short names that two columns of the answer would share; empty when it can be answered with short names.</summary>
    public IReadOnlyList<string> ShortCollisions { get; }

    /// <summary>Full names that two columns of the answer would share.</summary>
    public IReadOnlyList<string> FullCollisions { get; }

    internal byte[][] JoinKeyNames { get; }

    internal byte[][] RequestNames { get; }

    /// <summary>Names of entities that may stand in place of their one join key, with the join key's position.</summary>
    internal (byte[] Name, int JoinKey)[] EntityNames { get; }

    /// <summary>The join keys' names as JSON, each with a comma behind.</summary>
    internal byte[][] JoinKeyJson { get; }

    /// <summary>The columns' short names as JSON, each with a comma behind.</summary>
    internal byte[] ShortNames { get; }

    /// <summary>The columns' full names as JSON, each with a comma behind.</summary>
    internal byte[] FullNames { get; }

    /// <summary>The versions of the views read and looked up, as a JSON array.</summary>
    internal byte[] Versions { get; }

    private static (byte[], int)[] FindEntityNames(ServicePlan plan)
    {
        var taken = plan.JoinKeys.Concat(plan.Requests).Select(field => field.Name).ToHashSet();
        // An entity that the service reads under two names has no join key that its own name could mean.
        return [.. plan.Reads
            .Where(read => read.JoinKeys.Count == 1 && !taken.Contains(read.View.Definition.Entity.Name))
            .GroupBy(read => read.View.Definition.Entity.Name, read => read.JoinKeys[0])
            .Where(entity => entity.Distinct().Count() == 1)
            .Select(entity => (Encoding.UTF8.GetBytes(entity.Key), IndexOf(plan, entity.First())))];
    }

    private static int IndexOf(ServicePlan plan, string joinKey) => plan.JoinKeys.Select(key => key.Name).ToList().IndexOf(joinKey);

    private static string[] Collisions(ServicePlan plan, Func<OutputColumn, string> name) =>
        [.. plan.JoinKeys.Select(key => key.Name).Concat(plan.Outputs.Select(name)).GroupBy(given => given).Where(given => given.Count() > 1).Select(given => given.Key)];

    private static byte[] Names(IEnumerable<string> names)
    {
        var json = new JsonBuffer();
        foreach (var name in names)
        {
            json.Text(Encoding.UTF8.GetBytes(name));
            json.Raw((byte)',');
        }

        return json.Written.ToArray();
    }

    private static byte[] FormatVersions(ServicePlan plan)
    {
        var json = new JsonBuffer();
        json.Raw((byte)'[');
        foreach (var view in plan.Reads.Select(read => read.View).Concat(plan.Lookups.Select(read => read.Lookup.View)))
        {
            json.Raw("{\"name\":"u8);
            json.Text(Encoding.UTF8.GetBytes(view.Definition.Name));
            json.Raw(",\"version\":"u8);
            json.Int64(view.Definition.Version);
            json.Raw("},"u8);
        }

        json.TrimComma();
        json.Raw((byte)']');
        return json.Written.ToArray();
    }
}
