namespace Quern.Docs.Tests.Console;

public sealed class TranscriptComparisonTests
{
    [Theory]
    [InlineData("a\nb", "a\nb\n", true)]
    [InlineData("a\nb", "a\nc\n", false)]
    [InlineData("a", "a\nb\n", false)]
    [InlineData("… rows  … s", "3 rows  0.4 s", true)]
    [InlineData("… rows", "3 lines", false)]
    [InlineData("a\n…\nz", "a\nb\nc\nz\n", true)]
    [InlineData("a\n…\nz", "a\nz\n", true)]
    [InlineData("a\n…\nz", "a\nb\n", false)]
    [InlineData("a  ", "a\n\n", true)]
    public void Matches_WhatIsShown(string shown, string printed, bool expected) => Transcript.Matches(shown.Split('\n'), printed).ShouldBe(expected);
}
