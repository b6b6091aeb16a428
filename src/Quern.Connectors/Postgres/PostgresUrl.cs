using Npgsql;

namespace Quern.Connectors.Postgres;

/// <summary>Reads a connection written as a URL, as PostgreSQL's own tools take it: <c>postgresql://user:password@host:port/database?sslmode=require</c>.</summary>
internal static class PostgresUrl
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    // The names of libpq that the driver writes in another way; the others differ in underscores alone.
    private static readonly Dictionary<string, string> Names = new() { ["dbname"] = "Database", ["user"] = "Username", ["connect_timeout"] = "Timeout", ["sslcert"] = "SSL Certificate", ["sslkey"] = "SSL Key", ["sslrootcert"] = "Root Certificate" };

    public static bool IsUrl(string text) => Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="FormatException">It is no URL.</exception>
    /// <exception cref="ArgumentException">A parameter is not known.</exception>
    public static NpgsqlConnectionStringBuilder Read(string text)
    {
        var url = new Uri(text);
        var connection = new NpgsqlConnectionStringBuilder { Host = Uri.UnescapeDataString(url.Host), Port = url.IsDefaultPort || url.Port < 0 ? NpgsqlConnection.DefaultPort : url.Port };
        var user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0) connection.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1) connection.Password = Uri.UnescapeDataString(user[1]);
        if (url.AbsolutePath.Length > 1) connection.Database = Uri.UnescapeDataString(url.AbsolutePath[1..]);
        foreach (var parameter in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = parameter.Split('=', 2);
            if (parts.Length < 2) throw new FormatException();
            var value = Uri.UnescapeDataString(parts[1]);
            connection[Names.GetValueOrDefault(parts[0], parts[0].Replace('_', ' '))] = parts[0] == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }

        return connection;
    }
}
