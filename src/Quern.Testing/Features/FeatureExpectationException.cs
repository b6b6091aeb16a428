namespace Quern.Testing;

/// <summary>A feature is not what a test expects, or the ways of computing it do not agree. The message says which, feature by feature.</summary>
public sealed class FeatureExpectationException : Exception
{
    internal FeatureExpectationException(string message)
        : base(message)
    {
    }
}
