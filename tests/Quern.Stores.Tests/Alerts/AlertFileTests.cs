using Quern.Engine.Alerts;
using Quern.Planning;
using Quern.Stores.Alerts;

namespace Quern.Stores.Tests.Alerts;

public sealed class AlertFileTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("quern-alerts-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "new", "alerts.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void State_IsReadAsItWasPut()
    {
        new AlertFile(Path).Read().ShouldSatisfyAllConditions(state => state.Alerts.ShouldBeEmpty(), state => state.Silences.ShouldBeEmpty());
        Alert[] alerts =
        [
            new("a", new("feed/x", AlertSeverity.Critical, "<b>", "é\n\"", null), Noon),
            new("b", new("drift/service/y", AlertSeverity.Warning, "t", "e", "ops") { Node = new(LineageKind.Service, "y"), Because = "feed/x", Command = "quern drift y", IsToldOnce = true }, Noon) { Told = Noon, Acknowledged = Noon.AddHours(1), Resolved = Noon.AddHours(2) },
        ];
        Silence[] silences = [new("s", "objective/*", Noon.AddDays(1), "why")];
        new AlertFile(Path).Write(new(alerts, silences));
        var read = new AlertFile(Path).Read();
        read.Alerts.ShouldBe(alerts);
        read.Silences.ShouldBe(silences);
    }

    [Fact]
    public void WhatACauseExplains_IsReadAsItWasPut()
    {
        new AlertFile(Path).Write(new([new("a", new("feed/x", AlertSeverity.Critical, "t", "e", null) { Explains = ["this", "that"] }, Noon)], []));
        new AlertFile(Path).Read().Alerts.ShouldHaveSingleItem().Condition.Explains.ShouldBe(["this", "that"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    public void File_ThatSomebodyWroteInto_IsAsGoodAsNone(string content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.WriteAllText(Path, content);
        new AlertFile(Path).Read().Alerts.ShouldBeEmpty();
    }

    [Fact]
    public void Folder_ThatIsAFile_IsTold()
    {
        File.WriteAllText(System.IO.Path.Combine(_folder, "new"), "");
        Should.Throw<QuernException>(() => new AlertFile(Path).Write(new([], [new("s", "*", Noon, null)]))).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN6380");
    }
}
