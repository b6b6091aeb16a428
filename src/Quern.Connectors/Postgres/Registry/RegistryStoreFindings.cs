namespace Quern.Connectors.Postgres.Registry;

/// <summary>What can be wrong with a registry in PostgreSQL, beside the way to it.</summary>
internal static class RegistryStoreFindings
{
    public static Finding Newer(int version, int known) => new(
        "QRN6520", $"the registry's tables are at version {version}, and this Quern knows them up to {known}", "A newer Quern has written to them.", "Use that version, or one after it.");

    public static Finding ReadOnly(string user, string reason) => new(
        "QRN6521", $"the registry cannot be written: user '{user}' may only read it", reason,
        $"GRANT SELECT, INSERT ON quern_commits, quern_plans, quern_plan_ends, quern_objects, quern_registry_versions TO {user}; GRANT UPDATE ON quern_objects TO {user}; the first to write needs CREATE on the schema too. Reading goes on without.");

    public static Finding Damaged(string project, RegistrySeries series, int number, string reason) => new(
        "QRN6522", $"{series.What} {number} of project '{project}' in the registry is damaged", reason, $"Restore table {series.Table} from a backup; its rows are never written again.");
}
