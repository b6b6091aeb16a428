using Quern.Aggregation.Sliding;

namespace Quern.Core.Tests.AggregationOrder;

public sealed class IndexSetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4_096)]
    [InlineData(300_000)]
    public void IndexSet_afterAnyOperations_isASortedSet(int size)
    {
        var random = new Random(size);
        var set = new IndexSet();
        for (var reset = 0; reset < 3; reset++)
        {
            set.Reset(size);
            var twin = new SortedSet<int>();
            for (var step = 0; step < 2_000; step++)
            {
                var number = random.Next(2) == 0 ? random.Next(size) : random.Next(Math.Min(size, 200));
                if (random.Next(3) > 0)
                {
                    set.Add(number);
                    twin.Add(number);
                }
                else
                {
                    set.Remove(number);
                    twin.Remove(number);
                }

                set.Min.ShouldBe(twin.Count == 0 ? -1 : twin.Min);
                set.Max.ShouldBe(twin.Count == 0 ? -1 : twin.Max);
                var probe = random.Next(size);
                set.Predecessor(probe).ShouldBe(probe == 0 ? -1 : Last(twin.GetViewBetween(0, probe - 1)));
                set.Successor(probe).ShouldBe(First(twin.GetViewBetween(probe + 1, Math.Max(probe + 1, size))));
            }
        }
    }

    private static int First(SortedSet<int> view) => view.Count == 0 ? -1 : view.Min;

    private static int Last(SortedSet<int> view) => view.Count == 0 ? -1 : view.Max;
}
