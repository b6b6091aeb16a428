using Quern.Cli.Rendering;

namespace Quern.Cli.Doctor;

/// <summary>Whether what Quern makes can be written, and how much room there is.</summary>
internal sealed class FolderCheck : IDoctorCheck
{
    private const long TooLittle = 100L << 20;
    private const long Little = 2L << 30;

    public int Order => 40;

    public string Name => "folder";

    public IEnumerable<Diagnosis> Run(Patient patient)
    {
        if (patient.Project is not { } project) yield break;
        string[] folders = Directory.Exists(project.Work) ? [project.Work, .. Directory.EnumerateDirectories(project.Work)] : [project.Folder];
        Finding[] refused = [.. folders.Select(Refusal).OfType<Finding>()];
        foreach (var finding in refused) yield return Diagnosis.Of("folder", finding);
        if (refused.Length == 0) yield return new("folder", $"{(folders.Length > 1 ? project.Work : project.Folder)} may be written");
        var free = new DriveInfo(project.Folder).AvailableFreeSpace;
        yield return free < Little ? Diagnosis.Of("disk", DoctorFindings.LittleRoom(project.Folder, free, isWrong: free < TooLittle)) : new("disk", $"{Numbers.Size(free)} free");
    }

    // Rights do not tell all: a file system may be read-only.
    private static Finding? Refusal(string folder)
    {
        var path = Path.Combine(folder, $".quern-doctor-{Guid.NewGuid():N}.tmp");
        try
        {
            File.WriteAllBytes(path, []);
            File.Delete(path);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return DoctorFindings.NotWritable(folder, failure.Message);
        }
    }
}
