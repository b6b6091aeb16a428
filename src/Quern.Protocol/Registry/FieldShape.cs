namespace Quern.Protocol.Registry;

/// <summary>A named value: a source's column, a join key, a request field or a parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">How it is stored, such as <c>int64</c>.</param>
public sealed record FieldShape(string Name, string Type);
