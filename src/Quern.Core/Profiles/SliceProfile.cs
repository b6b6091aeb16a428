using Quern.Values;

namespace Quern.Profiles;

/// <summary>
/// The rows of each category of a field apart: how many there were, and what the numbers of them were like, so that a fault of a small part is seen although the whole looks well.
/// Of the categories only the <see cref="Most"/> largest are kept; where there are far more, the field divides nothing and is given up.
/// </summary>
public sealed class SliceProfile
{
    /// <summary>How many categories are kept.</summary>
    public const int Most = 512;

    /// <summary>How many categories there may be before the field is given up.</summary>
    public const int MostGathered = 4 * Most;

    private readonly Dictionary<ulong, SliceCell> _cells = [];

    /// <summary>A profile of no rows.</summary>
    /// <param name="by">The place of the field whose values are the categories.</param>
    /// <param name="measured">The places of the fields that are looked at in each category.</param>
    public SliceProfile(int by, IReadOnlyList<int> measured) => (By, Measured) = (by, measured);

    /// <summary>The place of the field whose values are the categories.</summary>
    public int By { get; }

    /// <summary>The places of the fields that are looked at in each category.</summary>
    public IReadOnlyList<int> Measured { get; }

    /// <summary>Whether there were so many categories that the profile was given up; it has no cells then.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>The categories.</summary>
    public IReadOnlyCollection<SliceCell> Cells => _cells.Values;

    /// <summary>The categories by the hash of their value, which is 0 for none.</summary>
    internal IReadOnlyDictionary<ulong, SliceCell> ByHash => _cells;

    /// <summary>Whether the values of a type are looked at in each category: those that are one number.</summary>
    public static bool IsMeasured(DataType type) => type.IsFixedWidth && type.Kind != ValueKind.Timestamp;

    /// <summary>Adds rows.</summary>
    /// <param name="columns">The columns by the places that <see cref="By"/> and <see cref="Measured"/> are of; null for one that these rows were made without.</param>
    /// <param name="rows">Which rows.</param>
    internal void Add(IReadOnlyList<Column?> columns, ReadOnlySpan<int> rows)
    {
        if (columns[By] is not { } by) return;
        foreach (var row in rows)
        {
            if (Cell(RowProfile.HashOf(by, row), (by, row), static at => at.by[at.row].ToString()) is not { } cell) return;
            cell.AddRow();
            for (var i = 0; i < Measured.Count; i++)
            {
                if (columns[Measured[i]] is not { } column) continue;
                if (column.IsNull(row)) cell.AddNull(i);
                else if (column is Int64Column whole) cell.Add(i, whole.Values[row]);
                else if (((Float64Column)column).Values[row] is var real && double.IsFinite(real)) cell.Add(i, real);
            }
        }
    }

    /// <summary>Adds a row of a category; null when it is given up.</summary>
    /// <param name="hash">The hash of the category.</param>
    /// <param name="state">What <paramref name="name"/> is asked with.</param>
    /// <param name="name">Gives the category's name; asked once.</param>
    private SliceCell? Cell<T>(ulong hash, T state, Func<T, string> name)
    {
        if (IsGivenUp) return null;
        if (_cells.TryGetValue(hash, out var cell)) return cell;
        if (_cells.Count >= MostGathered)
        {
            GiveUp();
            return null;
        }

        return _cells[hash] = new(name(state), Measured.Count);
    }

    /// <summary>Adds all that another profile of the same fields has.</summary>
    public void Merge(SliceProfile other)
    {
        if (IsGivenUp || other.IsGivenUp)
        {
            GiveUp();
            return;
        }

        foreach (var (hash, cell) in other._cells)
            if (_cells.TryGetValue(hash, out var own)) own.Merge(cell);
            else _cells[hash] = cell.Copy();
        Trim();
    }

    internal void Write(List<byte> bytes)
    {
        Trim();
        ProfileBytes.AppendCount(bytes, By);
        ProfileBytes.AppendCount(bytes, Measured.Count);
        foreach (var place in Measured) ProfileBytes.AppendCount(bytes, place);
        ProfileBytes.AppendCount(bytes, IsGivenUp ? 1 : 0);
        ProfileBytes.AppendCount(bytes, _cells.Count);
        foreach (var (hash, cell) in _cells.OrderBy(pair => pair.Key))
        {
            ProfileBytes.AppendHash(bytes, hash);
            cell.Write(bytes);
        }
    }

    internal static SliceProfile Read(ref ReadOnlySpan<byte> bytes)
    {
        var by = (int)ProfileBytes.ReadCount(ref bytes);
        var measured = new int[ProfileBytes.ReadLength(ref bytes)];
        for (var i = 0; i < measured.Length; i++) measured[i] = (int)ProfileBytes.ReadCount(ref bytes);
        var profile = new SliceProfile(by, measured) { IsGivenUp = ProfileBytes.ReadCount(ref bytes) == 1 };
        for (var rest = ProfileBytes.ReadCount(ref bytes); rest > 0; rest--) profile._cells.Add(ProfileBytes.ReadHash(ref bytes), SliceCell.Read(profile.Measured.Count, ref bytes));
        return profile;
    }

    private void GiveUp()
    {
        IsGivenUp = true;
        _cells.Clear();
    }

    private void Trim()
    {
        if (_cells.Count <= Most) return;
        foreach (var (hash, _) in _cells.OrderByDescending(pair => pair.Value.Rows).ThenBy(pair => pair.Key).Skip(Most).ToArray()) _cells.Remove(hash);
    }
}
