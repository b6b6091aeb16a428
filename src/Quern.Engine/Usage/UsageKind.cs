namespace Quern.Engine.Usage;

/// <summary>What was done.</summary>
public enum UsageKind
{
    /// <summary>Vectors were read online.</summary>
    Read,

    /// <summary>A training set was made.</summary>
    TrainingSet,

    /// <summary>Online state of a view was written.</summary>
    Write,

    /// <summary>A server ran, whatever it did: all of its processor time, of which the others are part.</summary>
    Server,
}
