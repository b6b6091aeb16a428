using Quern.Engine.Online;
using Quern.Planning;

namespace Quern.Server.Drift;

/// <summary>Hands over each online store that has a view, one after the other.</summary>
/// <param name="plan">The definitions that the view is of.</param>
/// <param name="view">The view.</param>
/// <param name="use">What is done with each store; it does not keep it.</param>
public delegate void EachStore(RepositoryPlan plan, ViewPlan view, Action<IOnlineStore> use);
