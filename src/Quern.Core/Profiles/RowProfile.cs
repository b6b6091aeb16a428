using Quern.Time;
using Quern.Values;

namespace Quern.Profiles;

/// <summary>
/// What the rows of one bucket of time were like: how many, at which hours, which share of them repeats another; each field (<see cref="ValueProfile"/>); and the rows of each
/// category apart (<see cref="SliceProfile"/>). Two profiles of rows of the same fields make one. Not safe for use from several threads.
/// </summary>
public sealed class RowProfile
{
    private const int RepeatSize = 1024;
    private const long HourMicroseconds = 3600 * Instant.PerSecond;

    private readonly long[] _hours = new long[24];
    private readonly DistinctSample _repeats;
    private ulong[] _hashes = [];

    /// <summary>The profile of no rows.</summary>
    /// <param name="fields">What is looked at of each row: names and types.</param>
    /// <param name="slices">The places of the fields whose values divide the rows; empty for none.</param>
    /// <param name="start">When the bucket begins.</param>
    public RowProfile(IReadOnlyList<(string Name, DataType Type)> fields, IReadOnlyList<int> slices, Instant start)
        : this([.. fields.Select(field => field.Name)], [.. fields.Select(field => new ValueProfile(field.Type, start))], [], new(RepeatSize))
    {
        int[] measured = [.. Enumerable.Range(0, fields.Count).Where(place => SliceProfile.IsMeasured(fields[place].Type))];
        Slices = [.. slices.Select(by => new SliceProfile(by, [.. measured.Where(place => place != by)]))];
    }

    private RowProfile(IReadOnlyList<string> names, IReadOnlyList<ValueProfile> fields, IReadOnlyList<SliceProfile> slices, DistinctSample repeats) =>
        (Names, Fields, Slices, _repeats) = (names, fields, slices, repeats);

    /// <summary>The names of the fields.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>What each field was like.</summary>
    public IReadOnlyList<ValueProfile> Fields { get; }

    /// <summary>The rows of each category apart.</summary>
    public IReadOnlyList<SliceProfile> Slices { get; private init; }

    /// <summary>How many rows there were.</summary>
    public long Rows { get; private set; }

    /// <summary>How many rows fell to each hour of the day, in UTC.</summary>
    public IReadOnlyList<long> Hours => _hours;

    /// <summary>Which share of the rows repeats another in every field, 0 to 1; by a sample beyond 1,024 distinct rows.</summary>
    public double Repeated => _repeats.Repeated;

    /// <summary>Adds rows of a source.</summary>
    /// <param name="times">The event times of all rows of the columns, in microseconds.</param>
    /// <param name="columns">The fields' columns; null for a field that these rows were made without, which is not the same as rows without a value.</param>
    /// <param name="rows">Which rows to add.</param>
    public void Add(ReadOnlySpan<long> times, IReadOnlyList<Column?> columns, ReadOnlySpan<int> rows)
    {
        Rows += rows.Length;
        if (_hashes.Length < rows.Length) _hashes = new ulong[rows.Length];
        var hashes = _hashes.AsSpan(0, rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            _hours[(int)(((times[rows[i]] / HourMicroseconds % 24) + 24) % 24)]++;
            hashes[i] = StableHash.Of(times[rows[i]]);
        }

        for (var place = 0; place < columns.Count; place++)
        {
            if (columns[place] is not { } column) continue;
            Fields[place].Add(column, rows);
            for (var i = 0; i < rows.Length; i++) hashes[i] = StableHash.Of(unchecked((long)(hashes[i] ^ HashOf(column, rows[i]))));
        }

        foreach (var hash in hashes) _repeats.Add(hash);
        foreach (var slice in Slices) slice.Add(columns, rows);
    }

    /// <summary>Adds all that another profile of rows of the same fields has.</summary>
    public void Merge(RowProfile other)
    {
        MergeRows(other);
        InTurn(Fields.Count + Slices.Count, part => MergePart(part, other));
    }

    /// <summary>The profile of all rows that some profiles of the same fields are of, which stay as they are; null for none.</summary>
    /// <param name="profiles">The profiles, merged in their order.</param>
    /// <param name="forEach">Does so many pieces of work, by their number, in any order or at once; null for one after the other.</param>
    public static RowProfile? MergeAll(IReadOnlyList<RowProfile> profiles, Action<int, Action<int>>? forEach = null)
    {
        if (profiles.Count == 0) return null;
        var all = new RowProfile(profiles[0].Names, [.. profiles[0].Fields.Select(field => new ValueProfile(field.Type))], [.. profiles[0].Slices.Select(slice => new SliceProfile(slice.By, slice.Measured))], new(RepeatSize));
        foreach (var profile in profiles) all.MergeRows(profile);
        (forEach ?? InTurn)(all.Fields.Count + all.Slices.Count, part =>
        {
            foreach (var profile in profiles) all.MergePart(part, profile);
        });
        return all;
    }

    /// <summary>Appends the profile as bytes, which <see cref="Read"/> reads.</summary>
    public void Write(List<byte> bytes)
    {
        ProfileBytes.AppendCount(bytes, Rows);
        foreach (var hour in _hours) ProfileBytes.AppendCount(bytes, hour);
        _repeats.Write(bytes);
        ProfileBytes.AppendCount(bytes, Fields.Count);
        for (var place = 0; place < Fields.Count; place++)
        {
            ProfileBytes.AppendText(bytes, Names[place]);
            Fields[place].Write(bytes);
        }

        ProfileBytes.AppendCount(bytes, Slices.Count);
        foreach (var slice in Slices) slice.Write(bytes);
    }

    /// <summary>Reads a profile, and leaves what follows it.</summary>
    public static RowProfile Read(ref ReadOnlySpan<byte> bytes)
    {
        var rows = ProfileBytes.ReadCount(ref bytes);
        var hours = new long[24];
        for (var hour = 0; hour < hours.Length; hour++) hours[hour] = ProfileBytes.ReadCount(ref bytes);
        var repeats = DistinctSample.Read(RepeatSize, ref bytes);
        var names = new string[ProfileBytes.ReadLength(ref bytes)];
        var fields = new ValueProfile[names.Length];
        for (var place = 0; place < names.Length; place++) (names[place], fields[place]) = (ProfileBytes.ReadText(ref bytes), ValueProfile.Read(ref bytes));
        var slices = new SliceProfile[ProfileBytes.ReadLength(ref bytes)];
        for (var slice = 0; slice < slices.Length; slice++) slices[slice] = SliceProfile.Read(ref bytes);
        var profile = new RowProfile(names, fields, slices, repeats) { Rows = rows };
        hours.CopyTo(profile._hours, 0);
        return profile;
    }

    internal static void InTurn(int count, Action<int> work)
    {
        for (var at = 0; at < count; at++) work(at);
    }

    private void MergeRows(RowProfile other)
    {
        Rows += other.Rows;
        for (var hour = 0; hour < _hours.Length; hour++) _hours[hour] += other._hours[hour];
        _repeats.Merge(other._repeats);
    }

    // First the fields, then the slices; each has its own.
    private void MergePart(int part, RowProfile other)
    {
        if (part < Fields.Count) Fields[part].Merge(other.Fields[part]);
        else Slices[part - Fields.Count].Merge(other.Slices[part - Fields.Count]);
    }

    internal static ulong HashOf(Column column, int row) => column switch
    {
        _ when column.IsNull(row) => 0,
        Int64Column whole => StableHash.Of(whole.Values[row]),
        Float64Column real => StableHash.Of(BitConverter.DoubleToInt64Bits(real.Values[row])),
        TextColumn text => text.Pool.Hash(text.Codes[row]),
        _ => 0,
    };
}
