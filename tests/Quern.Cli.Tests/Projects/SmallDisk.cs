using System.Diagnostics;

namespace Quern.Cli.Tests.Projects;

/// <summary>A disk of its own in the place of a folder: small, and read-only when it is told to be. Needs the right to mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    public SmallDisk(string folder, string size)
        : this(folder) => Assert.SkipUnless(IsMade(size), "Needs the right to mount a small disk.");

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>One where that can be had; otherwise null, and the folder is as it was.</summary>
    public static SmallDisk? TryMake(string folder, string size) => new SmallDisk(folder) is var disk && disk.IsMade(size) ? disk : null;

    /// <summary>Mounts it again with other options: <c>size=100m</c>, <c>ro</c>.</summary>
    public void Change(string options) => Run("mount", "-o", "remount," + options, _folder).ShouldBe(0);

    public void Dispose() => Run("umount", "-l", _folder);

    private bool IsMade(string size)
    {
        Directory.CreateDirectory(_folder);
        return OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", _folder) == 0;
    }

    private static int Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
