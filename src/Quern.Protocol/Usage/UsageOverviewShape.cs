namespace Quern.Protocol.Usage;

/// <summary>What was read and written, as far as it is counted in the project's folder.</summary>
/// <param name="Since">The first hour that is told of.</param>
/// <param name="CountedSince">The first hour of which anything is known; null while nothing is.</param>
/// <param name="Trouble">Why counts do not outlive the server just now; null when they do.</param>
/// <param name="ServerSeconds">The processor time of servers, whatever it was for.</param>
/// <param name="Views">By view, lookups as views, the most time first.</param>
/// <param name="Services">By service; <c>(list)</c> is every list of features without one.</param>
/// <param name="Consumers">By consumer.</param>
/// <param name="Hours">What was read in each hour, in their order; those without any are left out.</param>
/// <param name="Currency">What prices are in, empty for none that has a name; null where there are no prices.</param>
public sealed record UsageOverviewShape(
    string Since, string? CountedSince, string? Trouble, double ServerSeconds, IReadOnlyList<UsageLineShape> Views, IReadOnlyList<UsageLineShape> Services, IReadOnlyList<UsageLineShape> Consumers, IReadOnlyList<UsageHourShape> Hours,
    string? Currency);

/// <summary>What a view, a service, a feature or a consumer took. What is shared by several is a part, and need not be whole.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Share">The share of all, from 0 to 1: of money where there are prices, of time where there are none.</param>
/// <param name="Requests">Requests that were answered and training sets; 0 where it is told by view or by feature.</param>
/// <param name="ReadValues">Values that rows of vectors needed.</param>
/// <param name="TrainingValues">Values that rows of training sets needed.</param>
/// <param name="ServedBytes">Bytes of answers and training sets.</param>
/// <param name="Seconds">Time of reads, training sets and materializations.</param>
/// <param name="WrittenRows">Events that came in.</param>
/// <param name="WrittenRecords">Records of online state that were written.</param>
/// <param name="WrittenBytes">Bytes of those.</param>
/// <param name="Money">What it costs, without what is stored; null where there are no prices.</param>
public sealed record UsageLineShape(string Name, double Share, double Requests, double ReadValues, double TrainingValues, double ServedBytes, double Seconds, double WrittenRows, double WrittenRecords, double WrittenBytes,
    double? Money);

/// <summary>What was read in an hour.</summary>
/// <param name="At">When the hour begins.</param>
/// <param name="Requests">Requests that were answered.</param>
/// <param name="Values">Values that their rows needed.</param>
/// <param name="Bytes">Bytes of the answers.</param>
/// <param name="Seconds">Time between requests and answers.</param>
public sealed record UsageHourShape(string At, long Requests, long Values, long Bytes, double Seconds);
