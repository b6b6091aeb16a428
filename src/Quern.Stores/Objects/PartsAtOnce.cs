using System.Runtime.ExceptionServices;

namespace Quern.Stores.Objects;

/// <summary>Sends or brings parts of objects, several at once.</summary>
internal static class PartsAtOnce
{
    /// <summary>Does something with each part. When one fails the rest is given up, and what failed first is thrown, not what was stopped for it.</summary>
    public static void Run<T>(IEnumerable<T> parts, int atOnce, Action<T> work, CancellationToken cancellation)
    {
        try
        {
            Parallel.ForEach(parts, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellation }, work);
        }
        catch (AggregateException several)
        {
            // All tell of one store: what failed first says enough.
            var causes = several.Flatten().InnerExceptions;
            ExceptionDispatchInfo.Throw(causes.FirstOrDefault(cause => cause is not OperationCanceledException) ?? causes[0]);
        }
    }
}
