namespace Quern.Cli.Projects;

/// <summary>
/// What the compiler is told of definitions: their sources go into the assembly, so that the registry keeps them with it, and no path of the machine does, so that the same sources give the
/// same bytes in any folder. A project that says <c>EmbedAllSources</c> or <c>DebugType</c> none of its own has its way: what is set here comes after it.
/// </summary>
internal static class DefinitionTargets
{
    /// <summary>What stands for the project's folder in what is kept.</summary>
    private const string Root = "/_/";

    // Static items are what the project wrote, without what the build generates. What git knows of a folder would make other bytes of the same sources.
    public const string Text = $"""
        <Project>
          <PropertyGroup>
            <DebugType Condition="'$(DebugType.ToLowerInvariant())' != 'none'">embedded</DebugType>
            <EnableSourceLink>false</EnableSourceLink>
            <EmbedUntrackedSources>false</EmbedUntrackedSources>
            <IncludeSourceRevisionInInformationalVersion>false</IncludeSourceRevisionInInformationalVersion>
          </PropertyGroup>
          <ItemGroup Condition="'$(DebugType)' == 'embedded' and '$(EmbedAllSources)' == ''">
            <EmbeddedFiles Include="@(Compile)" />
          </ItemGroup>
          <Target Name="QuernNamesNoFolder" BeforeTargets="CoreCompile">
            <ItemGroup>
              <QuernSourceFolder Include="@(Compile->'%(RootDir)%(Directory)')" />
              <QuernOutside Include="@(QuernSourceFolder->Distinct())" Condition="!$([System.String]::new('%(Identity)').StartsWith('$(MSBuildProjectDirectory)/'))" />
            </ItemGroup>
            <PropertyGroup>
              <PathMap>$(MSBuildProjectDirectory.Replace(',', ',,').Replace('=', '=='))/={Root}</PathMap>
              <PathMap Condition="'@(QuernOutside)' != ''">$(PathMap),@(QuernOutside->'$([System.String]::new('%(Identity)').Replace(',', ',,').Replace('=', '=='))={Root}', ',')</PathMap>
            </PropertyGroup>
          </Target>
        </Project>

        """;

    /// <summary>Writes them where the compiler is told to look.</summary>
    /// <returns>The file.</returns>
    public static string Write(Project project)
    {
        var path = Path.Combine(project.Work, "definitions.targets");
        File.WriteAllText(path, Text);
        return path;
    }
}
