using System.Globalization;
using Quern.Engine.Objects;

namespace Quern.Stores.Objects;

/// <summary>An object whose parts are files of a draft's folder until they are put together.</summary>
/// <param name="folder">The draft's folder, which is there.</param>
/// <param name="publish">Makes a file with all parts the object.</param>
internal sealed class FolderUpload(string folder, Func<string, StoredObject> publish) : IObjectUpload
{
    public void Put(int number, ReadOnlyMemory<byte> content, CancellationToken cancellation) => File.WriteAllBytes(PartOf(number), content.Span);

    public StoredObject Complete(CancellationToken cancellation)
    {
        var whole = Path.Combine(folder, "whole");
        using (var file = File.Create(whole))
            foreach (var part in Directory.EnumerateFiles(folder, "*.part").Order(StringComparer.Ordinal))
            {
                cancellation.ThrowIfCancellationRequested();
                using var content = File.OpenRead(part);
                content.CopyTo(file);
            }

        var made = publish(whole);
        Dispose();
        return made;
    }

    public void Dispose()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private string PartOf(int number) => Path.Combine(folder, number.ToString("D5", CultureInfo.InvariantCulture) + ".part");
}
