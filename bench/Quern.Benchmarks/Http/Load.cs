namespace Quern.Benchmarks.Http;

/// <summary>What a server answered under a load.</summary>
/// <param name="Rate">Requests answered in a second.</param>
/// <param name="Half">How long half of the requests took at most, in milliseconds.</param>
/// <param name="Most">How long 99 of 100 took at most, in milliseconds.</param>
internal sealed record Load(double Rate, double Half, double Most);
