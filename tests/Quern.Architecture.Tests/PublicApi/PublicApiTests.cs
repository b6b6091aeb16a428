using Quern.Architecture.Tests.Rooms;

namespace Quern.Architecture.Tests.PublicApi;

/// <summary>The public surface of each shipped assembly is a file under review: no change without a difference that a person reads.</summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Rooms => Room.Standing;

    [Theory, MemberData(nameof(Rooms))]
    public void PublicApi_OfARoom_IsAsReviewed(string name)
    {
        var assembly = Room.Of(name).AssemblyName;
        var reviewed = Repository.FullPath($"tests/Quern.Architecture.Tests/Api/{assembly}.txt");
        var received = Repository.FullPath($"artifacts/api/{assembly}.received.txt");
        var text = ApiText.Of(Room.Of(name).Load());

        if (Environment.GetEnvironmentVariable("QUERN_ACCEPT") == "1")
            File.WriteAllText(reviewed, text);
        if (File.Exists(reviewed) && File.ReadAllText(reviewed).ReplaceLineEndings("\n") == text)
            return;

        Directory.CreateDirectory(Path.GetDirectoryName(received)!);
        File.WriteAllText(received, text);
        Assert.Fail($"The public API of {assembly} is not as reviewed.\n  compare: git diff --no-index {reviewed} {received}\n  accept:  QUERN_ACCEPT=1 ./test Architecture");
    }
}
