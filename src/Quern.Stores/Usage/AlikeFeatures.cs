using Quern.Engine.Usage;
using Quern.Stores.DuckDb;
using Quern.Stores.Sources;
using Quern.Stores.TrainingSets;

namespace Quern.Stores.Usage;

/// <summary>
/// Finds features of a training set that carry the same values, or multiples of each other's, in time that grows with the number of features and not with that of their pairs: (1) each column of a sample
/// of rows is summed up into fingerprints, of its values with their places, of where it has none, and for numbers of how it goes with two columns of chance, which is the same of all that are multiples of
/// each other, but for the sign; (2) those of one fingerprint are compared value by value, each with the first of them.
/// </summary>
public sealed class AlikeFeatures
{
    /// <summary>How many rows are looked at, at most, about.</summary>
    public const int MostRows = 20_000;

    private const int ColumnsPerQuery = 100;

    // Two columns that are multiples of each other go equally well with chance, but for what rounding leaves.
    private const double Tolerance = 1e-7;
    private const double Exactly = 1 - 1e-9;

    private readonly DuckConnection _connection;
    private readonly string _table;
    private readonly long _every;
    private readonly CancellationToken _cancellation;

    private AlikeFeatures(DuckConnection connection, string table, long every, CancellationToken cancellation) => (_connection, _table, _every, _cancellation) = (connection, table, every, cancellation);

    /// <summary>Looks at a training set.</summary>
    /// <param name="file">Its full path; its manifest lies beside it.</param>
    /// <param name="resources">What reading may use.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <param name="most">How many rows are looked at, about; more than 2.</param>
    /// <exception cref="QuernException">It has no manifest, or cannot be read.</exception>
    public static AlikeReport Find(string file, DuckResources resources, CancellationToken cancellation, int most = MostRows)
    {
        var manifest = ManifestFile.Read(ManifestFile.PathOf(file));
        try
        {
            using var session = new DuckSession(resources, Path.GetDirectoryName(file)!);
            using var connection = session.Connect();
            return new AlikeFeatures(connection, Table(connection, file, cancellation), Math.Max(1, manifest.Rows / most), cancellation).Find(manifest.Rows, [.. manifest.Columns.Select(column => column.Name)]);
        }
        catch (Exception failure) when (StoreErrors.Tells(failure))
        {
            throw StoreErrors.ToRead($"training set '{file}'", failure);
        }
    }

    // What is not Parquet is read once.
    private static string Table(DuckConnection connection, string file, CancellationToken cancellation)
    {
        if (file.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase)) return $"read_parquet({DuckSql.Literal(file)}, file_row_number = true)";
        connection.Execute($"CREATE TEMP TABLE quern_rows AS SELECT *, row_number() OVER () AS {Fingerprint.Row} FROM read_csv({DuckSql.Literal(file)}, sample_size = -1)", cancellation);
        return "quern_rows";
    }

    private string Rows => $"{_table} WHERE hash({Fingerprint.Row}) % {_every} = 0";

    private AlikeReport Find(long rows, IReadOnlyList<string> columns)
    {
        var sampled = (int)Numbers("count(*)")[0];
        var prints = Prints(columns);
        var constant = prints.Where(print => print.IsConstant).Select(print => print.Name).Order(StringComparer.Ordinal).ToArray();
        Fingerprint[] varied = [.. prints.Where(print => !print.IsConstant).OrderBy(print => print.Name, StringComparer.Ordinal)];
        var same = Same(varied);
        // Of those that are the same one stands for all.
        var rest = varied.Except(same.SelectMany(group => group.Skip(1))).Where(print => print.IsNumber).ToArray();
        Compare(rest);
        return new(rows, sampled, columns.Count, constant, [.. same.Select(group => new CarriedAlike([.. group.Select(print => print.Name)], null, null)), .. Multiples(rest)]);
    }

    private List<Fingerprint> Prints(IReadOnlyList<string> columns)
    {
        var types = Types(columns);
        var prints = new List<Fingerprint>();
        foreach (var chunk in columns.Chunk(ColumnsPerQuery))
        {
            var numbers = chunk.Select(column => Fingerprint.IsOfNumbers(types[column])).ToArray();
            using var reader = _connection.Query($"SELECT {string.Join(", ", chunk.Select((column, i) => Fingerprint.Select(column, numbers[i])))} FROM {Rows}", _cancellation);
            reader.Read();
            for (var i = 0; i < chunk.Length; i++) prints.Add(Fingerprint.Read(reader.Chunk, i, chunk[i], types[chunk[i]].Id, numbers[i]));
        }

        return prints;
    }

    private Dictionary<string, DuckType> Types(IReadOnlyList<string> columns)
    {
        using var reader = _connection.Query($"SELECT {string.Join(", ", columns.Select(DuckSql.Identifier))} FROM {_table} LIMIT 0", _cancellation);
        return columns.Zip(reader.Columns).ToDictionary(pair => pair.First, pair => pair.Second.Type, StringComparer.Ordinal);
    }

    private Fingerprint[][] Same(IReadOnlyList<Fingerprint> prints)
    {
        var pairs = prints.GroupBy(print => (print.Type, print.Values)).SelectMany(group => group.Skip(1).Select(other => (Of: group.First(), Other: other)));
        // Hashes may agree by chance.
        var same = pairs.Chunk(ColumnsPerQuery / 2).SelectMany(chunk =>
        {
            var equal = Numbers([.. chunk.Select(pair => $"bool_and({pair.Of.Sql} IS NOT DISTINCT FROM {pair.Other.Sql})")]);
            return chunk.Where((_, i) => equal[i] > 0);
        });
        return [.. same.GroupBy(pair => pair.Of, pair => pair.Other).Select(group => (Fingerprint[])[group.Key, .. group])];
    }

    // How each goes with chance.
    private void Compare(IReadOnlyList<Fingerprint> prints)
    {
        foreach (var chunk in prints.Chunk(ColumnsPerQuery))
        {
            var found = Numbers([.. chunk.SelectMany(print => new[] { print.Chance(1), print.Chance(2) })]);
            for (var i = 0; i < chunk.Length; i++) (chunk[i].FirstChance, chunk[i].SecondChance) = (Math.Abs(found[2 * i]), Math.Abs(found[(2 * i) + 1]));
        }
    }

    private IEnumerable<CarriedAlike> Multiples(IReadOnlyList<Fingerprint> prints)
    {
        var pairs = prints.Where(print => double.IsFinite(print.FirstChance) && double.IsFinite(print.SecondChance)).GroupBy(print => print.Nulls).SelectMany(Near)
            .SelectMany(near => near.OrderBy(print => print.Name, StringComparer.Ordinal).ToArray() is [var first, .. var others] ? others.Select(other => (Of: first, Other: other)) : []);
        return pairs.OrderBy(pair => pair.Of.Name, StringComparer.Ordinal).Chunk(ColumnsPerQuery / 4).SelectMany(chunk =>
        {
            var found = Numbers([.. chunk.SelectMany(pair => new[] { "corr", "regr_slope", "regr_intercept" }.Select(function => $"{function}({pair.Other.Scaled}, {pair.Of.Scaled})"))]);
            return chunk.Select((pair, i) => (pair.Of, pair.Other, At: 3 * i)).Where(one => Math.Abs(found[one.At]) >= Exactly)
                .Select(one => new CarriedAlike([one.Of.Name, one.Other.Name], found[one.At + 1] * one.Other.Greatest / one.Of.Greatest, found[one.At + 2] * one.Other.Greatest));
        });
    }

    // Those that go equally well with chance, twice. Sorted by the one, few are left to be told apart by the other.
    private static IEnumerable<IEnumerable<Fingerprint>> Near(IEnumerable<Fingerprint> prints)
    {
        Fingerprint[] sorted = [.. prints.OrderBy(print => print.FirstChance)];
        var groups = new int[sorted.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            groups[i] = i;
            for (var j = i - 1; j >= 0 && sorted[i].FirstChance - sorted[j].FirstChance <= Tolerance; j--)
                if (Math.Abs(sorted[i].SecondChance - sorted[j].SecondChance) <= Tolerance)
                {
                    groups[i] = groups[j];
                    break;
                }
        }

        return sorted.Select((print, i) => (print, groups[i])).GroupBy(one => one.Item2, one => one.print).Where(group => group.Count() > 1);
    }

    // Null is not a number.
    private double[] Numbers(params string[] items)
    {
        using var reader = _connection.Query($"SELECT {string.Join(", ", items.Select(item => $"({item})::DOUBLE"))} FROM {Rows}", _cancellation);
        reader.Read();
        var numbers = new double[items.Length];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = reader.Chunk[i].IsValid(0) ? reader.Chunk[i].Values<double>()[0] : double.NaN;
        return numbers;
    }
}
