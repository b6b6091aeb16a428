namespace Quern.Connectors.Redis;

/// <summary>Redis says that it does not do what it was asked to; the message is what it says.</summary>
internal sealed class RedisRefusal(string message) : Exception(message);
