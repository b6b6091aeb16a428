namespace Quern.Cli.Projects;

/// <summary>Tells editors and 'dotnet test' where Quern's assemblies are: a file of properties in the project's own folder. It names a path of this machine, so it is not for git.</summary>
internal static class QuernLocation
{
    /// <summary>Gets the folder of Quern's assemblies.</summary>
    public static string Home => AppContext.BaseDirectory.TrimEnd('/');

    public static void Write(Project project)
    {
        Directory.CreateDirectory(project.Work);
        File.WriteAllText(
            Path.Combine(project.Work, "quern.props"),
            $"<Project>\n  <PropertyGroup>\n    <QuernHome Condition=\"'$(QuernHome)' == ''\">{Home}</QuernHome>\n  </PropertyGroup>\n</Project>\n");
    }
}
