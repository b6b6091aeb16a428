using Quern.Engine.Registry;
using Quern.Values;

namespace Quern.Stores.Registry;

/// <summary>
/// The registry in a folder: <c>commits/000001.json</c>, <c>commits/000002.json</c>, …, <c>plans/000001.json</c> with how it ended in <c>plans/ended/000001.json</c>, and <c>objects/&lt;sha256&gt;.dll</c>. Files are created
/// whole and never change, so that the folder can lie in git or on a shared disk; the latest commit is the one with the greatest number. Reading needs no lock.
/// </summary>
public sealed class FileRegistryStore : IRegistryStore
{
    private readonly string _objects;

    /// <summary>Opens the registry in a folder, which need not exist before something is written.</summary>
    public FileRegistryStore(string folder) =>
        (CommitFiles, PlanFiles, EndFiles, _objects) = (new(Path.Combine(folder, "commits")), new(Path.Combine(folder, "plans")), new(Path.Combine(folder, "plans", "ended")), Path.Combine(folder, "objects"));

    internal NumberedFiles CommitFiles { get; }

    internal NumberedFiles PlanFiles { get; }

    internal NumberedFiles EndFiles { get; }

    /// <inheritdoc/>
    public RegistryCommit? Head() => HeadNumber() is > 0 and var number ? Find(number) : null;

    /// <inheritdoc/>
    public int HeadNumber() => CommitFiles.Last("commits");

    /// <inheritdoc/>
    public RegistryCommit? Find(int number) => CommitFiles.Find(number, "commit", bytes => CommitJson.Read(bytes), commit => commit.Number);

    /// <inheritdoc/>
    public RegistryCommit? TryAppend(RegistryCommit commit)
    {
        var head = HeadNumber();
        if (commit.Number <= head) return Find(commit.Number);
        if (commit.Number != head + 1) throw new ArgumentException($"Commit {commit.Number} does not follow {head}.", nameof(commit));
        return CommitFiles.TryCreate(commit.Number, CommitJson.Write(commit)) ? null : Find(commit.Number);
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> OpenPlans() => [.. PlanFiles.Numbers().Except(EndFiles.Numbers()).Order()];

    /// <inheritdoc/>
    public RegistryPlan? FindPlan(int number) => PlanFiles.Find(number, "plan", bytes => PlanJson.Read(bytes), plan => plan.Number);

    /// <inheritdoc/>
    public RegistryPlan KeepPlan(RegistryPlan plan)
    {
        do plan = plan with { Number = PlanFiles.Last("plans") + 1 };
        while (!PlanFiles.TryCreate(plan.Number, PlanJson.Write(plan)));
        return plan;
    }

    /// <inheritdoc/>
    public PlanEnd? EndOfPlan(int number) => EndFiles.Find(number, "the end of plan", bytes => PlanJson.ReadEnd(bytes), end => end.Plan);

    /// <inheritdoc/>
    public PlanEnd? TryEndPlan(PlanEnd end) => EndFiles.TryCreate(end.Plan, PlanJson.Write(end)) ? null : EndOfPlan(end.Plan);

    /// <inheritdoc/>
    public string PutObject(ReadOnlySpan<byte> content)
    {
        var hash = ContentHash.Of(content);
        var path = ObjectPath(hash);
        if (!NumberedFiles.TryCreate(path, content) && ContentHash.Of(File.ReadAllBytes(path)) != hash)
        {
            File.Delete(path);
            NumberedFiles.TryCreate(path, content);
        }

        return hash;
    }

    /// <inheritdoc/>
    public byte[] GetObject(string hash)
    {
        try
        {
            var content = File.ReadAllBytes(ObjectPath(hash));
            return ContentHash.Of(content) == hash ? content : throw new QuernException(RegistryFindings.BadObject(hash, "Its content has another hash than its name."));
        }
        catch (IOException exception)
        {
            throw new QuernException(RegistryFindings.BadObject(hash, exception.Message), exception);
        }
    }

    private string ObjectPath(string hash) => Path.Combine(_objects, hash + ".dll");
}
