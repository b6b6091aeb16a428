using System.Reflection;
using System.Runtime.CompilerServices;

namespace Quern.Architecture.Tests.Rooms;

public sealed class FriendTests
{
    public static TheoryData<string> Rooms => Room.Standing;

    [Theory, MemberData(nameof(Rooms))]
    public void Internals_AreVisible_OnlyToOwnTestsAndBenchmarks(string name)
    {
        var room = Room.Of(name);
        room.Load().GetCustomAttributes<InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName)
            .Except([$"{room.AssemblyName}.Tests", "Quern.Benchmarks", "Quern.Testing"])
            .ShouldBeNone($"{room.AssemblyName} must not open its internals to:");
    }
}
