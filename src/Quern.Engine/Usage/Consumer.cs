namespace Quern.Engine.Usage;

/// <summary>One of those who read, as a <see cref="ConsumerTable"/> knows it.</summary>
/// <param name="Name">The name that is counted.</param>
/// <param name="Place">Its place among the consumers of its table.</param>
public sealed record Consumer(string Name, int Place);
