using System.Text.RegularExpressions;
using Quern.Connectors.Feeds;
using Quern.Engine.Feeds;

namespace Quern.Connectors.Postgres;

/// <summary>Reads the settings of a table.</summary>
internal static partial class PostgresSettingsReader
{
    public static IFeedSource Read(SettingsObject json, List<Finding> findings)
    {
        string[] table = json.Text("table", "public.customers").Split('.');
        var settings = new PostgresSettings
        {
            Path = json.Path,
            Connection = json.Text("connection", "env:PG_URL"),
            Schema = table.Length > 1 ? table[0] : "public",
            Table = table[^1],
            Slot = json.Text("slot", "quern_customers"),
            Publication = json.Text("publication", "quern_customers"),
            Create = json.Flag("create"),
            Snapshot = json.Choice("snapshot", "initial", "never") == "initial",
            Operation = json.Optional("operation"),
            CommitTime = json.Optional("commit_time"),
        };
        json.End();
        if (table.Length > 2 || (table.Length == 2 && table.Contains("")))
            findings.Add(FeedFindings.Setting(json.PathOf("table"), "is not a table's name", "Write the schema, a dot and the table, as the database has them: \"public.customers\"."));
        if (settings.Slot.Length > 0 && !SlotName().IsMatch(settings.Slot))
            findings.Add(FeedFindings.Setting(json.PathOf("slot"), "is no name for a slot", "PostgreSQL takes up to 63 lower case letters, digits and underscores."));
        if (settings.Operation is not null && settings.Operation == settings.CommitTime)
            findings.Add(FeedFindings.Setting(json.PathOf("commit_time"), "fills the column that \"operation\" fills", "Give each a column of its own."));
        return new PostgresFeed(settings);
    }

    [GeneratedRegex("^[a-z0-9_]{1,63}$")]
    private static partial Regex SlotName();
}
