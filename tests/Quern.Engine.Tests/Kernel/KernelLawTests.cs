using Quern.Engine.Tests.PointInTime;

namespace Quern.Engine.Tests.Kernel;

/// <summary>Sorted lines piped through the kernel give the bits of the training set, over random histories with every aggregate, corrections and lookups. A failure names its seed.</summary>
public sealed class KernelLawTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 8 : 600;

    public static TheoryData<bool, bool> Modes => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory, MemberData(nameof(Modes))]
    public void Kernel_InAnyNumberOfPartitions_GivesTheBitsOfTheTrainingSet(bool keyed, bool asKnown)
    {
        FeatureRepository repository = keyed ? new EveryAggregateKeyed() : new EveryAggregate();
        var first = Environment.TickCount;
        for (var seed = first; seed < first + Rounds; seed++)
        {
            var cases = new Histories(seed, repository);
            var reader = cases.Reader(cases.Events());
            var request = cases.Request(cases.Rows(), asKnown);
            var expected = Answers.Fast(reader, request);
            foreach (var partitions in (int[])[1, 2, 7])
            {
                var lines = new SortedDictionary<int, List<string>>();
                new KernelPipes(reader, request, partitions).Finish((numbers, result) =>
                {
                    for (var i = 0; i < numbers.Count; i++)
                    {
                        var row = Enumerable.Range(0, request.Times.Count).Single(row => KernelPipes.NumberOf(row) == numbers[i]);
                        lines.Add(row, [.. Answers.Inputs(request.Service).Select(input => Answers.Line(request.Service, input, row, $"{Answers.Text(result.Of(input)[i])} {result.Of(input).StatusOf(i)}"))]);
                    }
                });
                lines.Values.SelectMany(row => row).ShouldBe(expected, $"seed {seed}, {partitions} partitions");
            }
        }
    }
}
