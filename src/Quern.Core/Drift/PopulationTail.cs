using Quern.Profiles;

namespace Quern.Drift;

/// <summary>
/// How wild one figure of one feature is in all sub-populations together: what happens once in a hundred days in each happens each day in one of a hundred. The steps of all, each in its own standard deviations, say
/// how far the tail goes that few blocks of one do not have.
/// </summary>
/// <param name="edge">Beyond which the tail begins.</param>
/// <param name="excess">How far beyond it what is beyond it lies on average.</param>
internal sealed class PopulationTail(double edge, double excess)
{
    private const double Share = 0.01;

    /// <summary>Of no steps: nothing is more probable for it.</summary>
    public static PopulationTail None { get; } = new(0, 0);

    /// <summary>Learns from the sizes of steps, which are put into order.</summary>
    public static PopulationTail Learn(List<double> steps)
    {
        steps.Sort();
        var count = (int)(steps.Count * Share);
        if (count < 2) return None;
        var edge = steps[^(count + 1)];
        return new(edge, steps.TakeLast(count).Average() - edge);
    }

    /// <summary>How probable a step of at least that size is, as far as the tail tells; 0 within it.</summary>
    public double Probability(double step) => excess == 0 || Math.Abs(step) <= edge ? 0 : Share * Math.Exp((edge - Math.Abs(step)) / excess);

    public void Write(List<byte> bytes)
    {
        ProfileBytes.AppendReal(bytes, edge);
        ProfileBytes.AppendReal(bytes, excess);
    }

    public static PopulationTail Read(ref ReadOnlySpan<byte> bytes) => new(ProfileBytes.ReadReal(ref bytes), ProfileBytes.ReadReal(ref bytes));
}
