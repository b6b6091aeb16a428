using System.Globalization;

namespace Quern.Engine.Registry.Code.Tests;

public sealed class MemberLinesTests
{
    // The place is where the ¶ stands; the lines are those from « to ».
    [Theory]
    [InlineData("class A\n{\n    «int B => ¶1;»\n    int C => 2;\n}")]
    [InlineData("class A\n{\n    int B => 1; // of B\n    «int C => ¶2;»\n}")]
    [InlineData("class A\n{\n    int B => 1;\n\n    «/// <summary>One</summary>\n    [X(\"]\", Y = 1)]\n    int C => ¶2;»\n}")]
    [InlineData("class A\n{\n    // of nobody\n\n    «// of C\n    int C => ¶2;»\n}")]
    [InlineData("class A\n{\n    «int B { get; set; } = ¶Make(x => { return x; });»\n    int C => 2;\n}")]
    [InlineData("class A\n{\n    «int B { get { ¶return 1; } }»\n    int C => 2;\n}")]
    [InlineData("class A\n{\n    «int B => ¶new\n    {\n        X = 1,\n    }\n    .Y;»\n    int C => 2;\n}")]
    [InlineData("class A\n{\n    «int B<T>(int x = 1, string y = \"{\") where T : class, new()\n    {\n        ¶return '{' == x ? 1 : 2;\n    }»\n}")]
    [InlineData("class A<T> where T : class\n{\n    «int B => ¶c ? d == e ? 1 : 2 : x switch { 1 => 2, _ => 3 };»\n    int C => 2;\n}")]
    [InlineData("class A\n{\n    «string B => ¶$\"{{{Of($\"}}{1}\")}\" + $$\"\"\"\n        } {{x}} \"\"\n        \"\"\";»\n    int C => 2;\n}")]
    [InlineData("class A\n{\n    «string B => ¶@\"\\\" + @\"a\"\"}\" + $@\"{1}\n}\";»\n    int C => 2;\n}")]
    [InlineData("class A\n{\n#if X }\n    «int B => ¶1;»\n#endif\n}")]
    [InlineData("class A\n{\n    class B { int C => 1; }\n    record struct D(int E)\n    {\n        «int F => ¶1;»\n    }\n}")]
    [InlineData("class A\n{\n    «int record { get { ¶return 1; } }»\n    int @class => 2;\n}")]
    [InlineData("class A\n{\n    public static bool operator ==(A a, A b) { return true; }\n    «int B => ¶1;»\n}")]
    public void Member_IsFound_FromAPlaceWithinIt(string marked)
    {
        foreach (var end in new[] { "\n", "\r\n", "\u2028" })
        {
            var text = marked.Replace("\n", end, StringComparison.Ordinal);
            var (first, last) = (LineAt(text, text.IndexOf('«', StringComparison.Ordinal), end), LineAt(text, text.IndexOf('»', StringComparison.Ordinal), end));
            var place = text.IndexOf('¶', StringComparison.Ordinal) - 1;
            var plain = text.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal).Replace("¶", "", StringComparison.Ordinal);
            MemberLines.Around(plain, MemberLines.Starts(plain), place).ShouldBe((first, last), string.Create(CultureInfo.InvariantCulture, $"lines end with {(int)end[0]}"));
        }
    }

    [Theory]
    [InlineData("int B => 1;", 9)]
    [InlineData("class A { int B => (1; }", 19)]
    [InlineData("class A { int B => 1", 19)]
    [InlineData("}}} class A { int B => 1; }", 23)]
    [InlineData("", 0)]
    [InlineData("class A { int B => \"\"\" { ", 19)]
    public void TextThatIsNoMember_IsNotTakenForOne(string text, int place) => MemberLines.Around(text, MemberLines.Starts(text), place).ShouldBeNull();

    [Fact]
    public void AnyText_IsCutIntoPieces_InOrder()
    {
        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage("seed {0}", seed);
        var random = new Random(seed);
        const string Letters = "{}()[]\"'$@/*\\;=>#\n aclss1";
        for (var round = 0; round < 2_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => Letters[random.Next(Letters.Length)]));
            var end = 0;
            foreach (var token in CodeScanner.Scan(text))
            {
                token.Start.ShouldBeGreaterThanOrEqualTo(end, $"seed {seed}: {text}");
                token.End.ShouldBeInRange(token.Start + 1, text.Length, $"seed {seed}: {text}");
                end = token.End;
            }

            for (var place = 0; place <= text.Length; place++) _ = MemberLines.Around(text, MemberLines.Starts(text), place);
        }
    }

    [Fact]
    public void TextsWithinTexts_OfAnyDepth_EndNoThread() =>
        CodeScanner.Scan(string.Concat(Enumerable.Repeat("$\"{", 200_000))).ShouldNotBeEmpty();

    private static int LineAt(string text, int place, string end) => text[..place].Split(end).Length;
}
