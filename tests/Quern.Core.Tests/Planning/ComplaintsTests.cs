using System.Runtime.CompilerServices;

namespace Quern.Planning.Tests;

public sealed class ComplaintsTests
{
    /// <summary>
    /// The whole text of all complaints about <see cref="WrongRepository"/>, as <c>Complaints.txt</c> beside this file has it. Where the wording is changed on purpose, the
    /// test leaves what it got in <c>Complaints.actual.txt</c> for a reader to compare and take over.
    /// </summary>
    [Fact]
    public void Plan_OfAVeryWrongRepository_SaysEverythingAtOnce()
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new WrongRepository()), new PlanOptions { RequireOwner = true });
        plan.ShouldBeNull();
        var actual = string.Join("\n", findings) + "\n";
        var expected = File.ReadAllText(Beside("Complaints.txt"));
        if (actual != expected) File.WriteAllText(Beside("Complaints.actual.txt"), actual);
        actual.Split('\n').ShouldBe(expected.Split('\n'));
    }

    private static string Beside(string file, [CallerFilePath] string path = "") => Path.Combine(FolderOf(path), file);

    // Deterministic builds write /_/ for the repository's root.
    private static string FolderOf(string path)
    {
        if (!path.StartsWith("/_/", StringComparison.Ordinal)) return Path.GetDirectoryName(path)!;
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Quern.slnx"))) folder = folder.Parent;
        return Path.Combine(folder!.FullName, Path.GetDirectoryName(path)![3..]);
    }
}
