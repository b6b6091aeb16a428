using System.Text.RegularExpressions;

namespace Quern.Definitions;

/// <summary>What must hold of a source in a database, as far as it can be told without asking the database.</summary>
internal static partial class DatabaseRules
{
    public static void Check(string source, SourceFormat format, string connection, string location, List<Finding> findings)
    {
        if (!ConnectionName().IsMatch(connection)) findings.Add(DefinitionFindings.NoConnectionName(source));
        if (format == SourceFormat.Postgres && QualifiedName.Parse(location) is null) findings.Add(DefinitionFindings.BadTableName(source, location));
        if (format == SourceFormat.PostgresSql && !Select().IsMatch(location)) findings.Add(DefinitionFindings.NotOneQuery(source));
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex ConnectionName();

    [GeneratedRegex(@"\A(\s|--[^\n]*(\n|\z)|/\*.*?\*/|\()*(SELECT|WITH|VALUES|TABLE)\b", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Select();
}
