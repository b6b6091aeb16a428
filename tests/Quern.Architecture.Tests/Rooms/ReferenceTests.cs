using System.Xml.Linq;

namespace Quern.Architecture.Tests.Rooms;

public sealed class ReferenceTests
{
    public static TheoryData<string> Rooms => Room.Standing;

    [Fact]
    public void Projects_UnderSrc_AreAllRooms() =>
        Repository.Projects("src").Except(Room.All.Select(room => room.Project))
            .ShouldBeNone("A new project needs a place among the rooms (tests/Quern.Architecture.Tests/Rooms/Room.cs):");

    [Theory, MemberData(nameof(Rooms))]
    public void Project_References_OnlyRoomsItMaySee(string name)
    {
        var room = Room.Of(name);
        XDocument.Parse(Repository.Text(room.Project)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .Except(room.MaySee.Select(other => Room.Of(other).AssemblyName))
            .ShouldBeNone($"{room.AssemblyName} must not reference:");
    }

    // A project reference is passed on, so the assembly is asked as well.
    [Theory, MemberData(nameof(Rooms))]
    public void Assembly_Uses_OnlyRoomsItMaySee(string name)
    {
        var room = Room.Of(name);
        room.Load().GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(reference => reference.StartsWith("Quern.", StringComparison.Ordinal))
            .Except(room.MaySee.Select(other => Room.Of(other).AssemblyName))
            .ShouldBeNone($"{room.AssemblyName} must not use:");
    }

    [Fact]
    public void Rooms_SeeOneAnother_WithoutCycles()
    {
        foreach (var room in Room.All)
            Reachable(room.Name).ShouldNotContain(room.Name);
    }

    [Theory, MemberData(nameof(Rooms))]
    public void Room_HasATestProject_ThatMirrorsIt(string name) =>
        Repository.Files.ShouldContain($"tests/Quern.{name}.Tests/Quern.{name}.Tests.csproj");

    // Architecture is about all rooms. RealData is about the values that come out of them together: published answers over real events are nobody's unit.
    // Docs is about the pages that people read: what they show is compiled and run. Gallery is about the pages of ui, as a browser shows them.
    [Fact]
    public void TestProjects_Mirror_ARoom() =>
        Repository.Projects("tests").Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Except(["Quern.Architecture.Tests", "Quern.RealData.Tests", "Quern.Docs.Tests", "Quern.Gallery.Tests", .. Room.All.Select(room => $"{room.AssemblyName}.Tests")])
            .ShouldBeNone("A test project mirrors a room, or says here why not:");

    [Fact]
    public void Solution_Lists_EveryProject()
    {
        var listed = XDocument.Parse(Repository.Text("Quern.slnx")).Descendants("Project").Select(project => project.Attribute("Path")!.Value);
        new[] { "src", "tests", "bench", "samples" }.SelectMany(Repository.Projects).Except(listed).ShouldBeNone("Quern.slnx does not list:");
    }

    private static HashSet<string> Reachable(string name)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>(Room.Of(name).MaySee);
        while (open.TryPop(out var next))
            if (seen.Add(next))
                foreach (var further in Room.Of(next).MaySee)
                    open.Push(further);
        return seen;
    }
}
