namespace Quern.Engine.Usage;

/// <summary>By what costs are told apart.</summary>
public enum CostBy
{
    /// <summary>By feature; what is of a view is shared evenly by its features.</summary>
    Feature,

    /// <summary>By view, lookups as views.</summary>
    View,

    /// <summary>By service; what is written and stored belongs to none.</summary>
    Service,

    /// <summary>By consumer; as by service.</summary>
    Consumer,
}
