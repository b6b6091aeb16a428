using System.Reflection;
using Quern.Architecture.Tests.Rooms;

namespace Quern.Architecture.Tests.Ladder;

public sealed class LadderTests
{
    private static readonly Assembly Core = Room.Of("Core").Load();

    // What the compiler itself adds stands in no namespace, or in one of the framework's.
    private static readonly Type[] Written =
        [.. Core.GetTypes().Where(type => type.Namespace is { } name && name.Split('.')[0] is not ("System" or "Microsoft"))];

    [Fact]
    public void Core_Namespaces_AllHaveAPlaceOnTheLadder() =>
        Written.Where(type => Rung.Of(type) is null).Select(type => type.Namespace!).Distinct()
            .ShouldBeNone("Give it a place in tests/Quern.Architecture.Tests/Ladder/Rung.cs, or move it:");

    [Fact]
    public void Rung_Uses_OnlyItselfAndTheRungsBefore() =>
        Written.SelectMany(Usage.All)
            .Where(use => use.Used.Assembly == Core && Rung.Of(use.Used) > Rung.Of(use.User))
            .GroupBy(use => (User: Rung.Written(use.User), Used: Rung.Written(use.Used)), use => use.Where)
            .Select(uses => $"{uses.Key.User.FullName} uses {uses.Key.Used.FullName} in {uses.First()}")
            .ShouldBeNone("The ladder of Quern.Core goes one way:");
}
