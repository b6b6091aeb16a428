using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace Quern.Architecture.Tests.Packages;

/// <summary>What programs elsewhere take as packages: the two libraries, and what they need of ours.</summary>
public sealed class PackageTests
{
    private static readonly string[] Packed = ["Core", "Engine", "Stores", "Client", "Embedded"];

    [Fact]
    public void Libraries_ArePacked_WithWhatAUserAsksFor()
    {
        using var folder = new Folder();
        foreach (var name in Packed) Pack(name, folder.Path);
        var packages = Directory.GetFiles(folder.Path, "*.nupkg").Select(file => Path.GetFileName(file).Split(".0.")[0]).ToHashSet();
        packages.ShouldBe(Packed.Select(name => $"Quern.{name}"), ignoreOrder: true);
        foreach (var name in Packed)
        {
            using var package = ZipFile.OpenRead(Directory.GetFiles(folder.Path, $"Quern.{name}.*.nupkg").Single());
            package.Entries.Select(entry => entry.FullName).ShouldContain($"lib/net10.0/Quern.{name}.dll");
            package.Entries.Select(entry => entry.FullName).ShouldContain($"lib/net10.0/Quern.{name}.xml");
            var about = Metadata(package);
            foreach (var field in new[] { "description", "license", "authors", "version" }) about.Element(about.Name.Namespace + field)!.Value.ShouldNotBeNullOrWhiteSpace($"{name}: {field}");
            about.Element(about.Name.Namespace + "description")!.Value.ShouldNotBe("Package Description", name);

            // Ours that it needs is packed too, and nothing of other people's comes with it.
            about.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value).Except(packages).ShouldBeNone($"Quern.{name} needs packages that are not packed:");
        }

        foreach (var name in new[] { "Client", "Embedded" })
        {
            using var package = ZipFile.OpenRead(Directory.GetFiles(folder.Path, $"Quern.{name}.*.nupkg").Single());
            var about = Metadata(package);
            about.Element(about.Name.Namespace + "readme")!.Value.ShouldBe("README.md");
            about.Element(about.Name.Namespace + "tags")!.Value.ShouldContain("feature-store");
            package.GetEntry("README.md").ShouldNotBeNull(name);
        }
    }

    private static XElement Metadata(ZipArchive package)
    {
        using var nuspec = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(nuspec).Root!.Elements().First();
    }

    // As it is built: nothing is restored or compiled again.
    private static void Pack(string name, string folder)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "pack", Repository.FullPath($"src/Quern.{name}/Quern.{name}.csproj"), "-c", "Release", "--no-build", "-o", folder, "-v", "q", "-nologo", "-nodeReuse:false" }) start.ArgumentList.Add(argument);
        // The runner that this test runs in must not be taken for the one that packs.
        foreach (var variable in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || key.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(variable);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{name}: {output}{errors.Result}");
    }

    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quern-pack-");

        public string Path => _folder.FullName;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
