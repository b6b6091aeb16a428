using Quern.Engine.Objects;
using Quern.Stores.Objects;
using Quern.Testing.Kits;

namespace Quern.Stores.Tests.Objects;

/// <summary>Objects in a folder pass the kit.</summary>
public sealed class FolderObjectKitTests
{
    public static TheoryData<string> Cases => [.. ObjectStoreKit.Names];

    [Theory, MemberData(nameof(Cases))]
    public void Folders_pass_the_kit(string name) => new ObjectStoreKit(() => new Place()).Run(name);

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("a//b")]
    [InlineData("a/.b.tmp")]
    public void Keys_that_lead_elsewhere_are_refused(string key)
    {
        using var place = new Place();
        var refused = Should.Throw<QuernException>(() => place.Open().Put(key, "x"u8.ToArray(), CancellationToken.None));
        refused.Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN6800");
    }

    private sealed class Place : IObjectStorePlace
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("quern-objects-").FullName;

        public IObjectStore Open() => new FolderObjectStore(Path.Combine(_folder, "bucket"), "bucket", TimeProvider.System);

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
