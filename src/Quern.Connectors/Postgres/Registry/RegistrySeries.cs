namespace Quern.Connectors.Postgres.Registry;

/// <summary>Documents of one kind, numbered within a project, in a table of their own.</summary>
/// <param name="What">What one is called.</param>
/// <param name="Table">The table.</param>
/// <param name="Since">The version of the tables that brought it.</param>
internal sealed record RegistrySeries(string What, string Table, int Since)
{
    public static readonly RegistrySeries Commits = new("commit", "quern_commits", 1);

    public static readonly RegistrySeries Plans = new("plan", "quern_plans", 2);

    public static readonly RegistrySeries Ends = new("the end of plan", "quern_plan_ends", 2);
}
