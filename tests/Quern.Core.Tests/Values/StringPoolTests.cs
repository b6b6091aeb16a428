using System.Text;
using Quern.Values;

namespace Quern.Tests.Values;

public sealed class StringPoolTests
{
    [Fact]
    public void Codes_OfManyTexts_CountUpInTheOrderOfFirstSight()
    {
        var pool = new StringPool();
        for (var round = 0; round < 2; round++)
            for (var i = 0; i < 5_000; i++)
                pool.Intern($"text {i} é").ShouldBe(i);
        pool.Count.ShouldBe(5_000);
        pool[4_321].ShouldBe("text 4321 é");
        Encoding.UTF8.GetString(pool.Utf8(17)).ShouldBe("text 17 é");
    }

    [Fact]
    public void Find_OfATextThatIsNotHere_IsMinusOne()
    {
        var pool = new StringPool();
        pool.Find("a"u8).ShouldBe(-1);
        pool.Intern("a"u8).ShouldBe(0);
        pool.Find("a"u8).ShouldBe(0);
        pool.Find(""u8).ShouldBe(-1);
    }

    [Fact]
    public void Texts_EmptyLongOrWithZeros_AreKeptAsTheyAre()
    {
        string[] texts = ["", "\0", "\0\0", new('x', 10_000), "😀"];
        var pool = new StringPool();
        foreach (var text in texts) pool.Intern(text);
        texts.Select((_, code) => pool[code]).ShouldBe(texts);
    }

    [Fact]
    public void Compare_IsByUtf8_NotByUtf16()
    {
        var pool = new StringPool();
        pool.Compare(pool.Intern("\uFFFD"), pool.Intern("😀")).ShouldBeLessThan(0);
        pool.Compare(pool.Intern("b"), pool.Intern("ab")).ShouldBeGreaterThan(0);
    }
}
