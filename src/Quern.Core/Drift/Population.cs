using Quern.Profiles;

namespace Quern.Drift;

/// <summary>One sub-population of a reference: what each feature is like in it, and how far each of its figures goes by itself.</summary>
/// <param name="hash">The hash of the value, 0 for none.</param>
/// <param name="name">The value.</param>
/// <param name="usual">By feature, what it is like in all blocks.</param>
/// <param name="pasts">By feature and figure, one after the other; null where there is too little to learn from.</param>
internal sealed class Population(ulong hash, string name, PopulationUsual[] usual, PopulationPast?[] pasts)
{
    public ulong Hash => hash;

    public string Name => name;

    /// <summary>What a feature is like in all blocks.</summary>
    public PopulationUsual Usual(int feature) => usual[feature];

    /// <summary>How far a figure of a feature goes by itself; null where that is not known.</summary>
    public PopulationPast? Past(int feature, int figure) => pasts[PopulationFigure.PlaceOf(feature, figure)];

    public void Write(List<byte> bytes)
    {
        ProfileBytes.AppendHash(bytes, hash);
        ProfileBytes.AppendText(bytes, name);
        foreach (var one in usual)
            foreach (var number in new[] { one.Missing, one.Mean, one.Deviation }) ProfileBytes.AppendReal(bytes, number);

        foreach (var past in pasts)
        {
            ProfileBytes.AppendCount(bytes, past is null ? 0 : 1);
            past?.Write(bytes);
        }
    }

    public static Population Read(double[] sizes, ref ReadOnlySpan<byte> bytes)
    {
        var (hash, name) = (ProfileBytes.ReadHash(ref bytes), ProfileBytes.ReadText(ref bytes));
        var (usual, pasts) = (new PopulationUsual[sizes.Length], new PopulationPast?[PopulationFigure.CountOf(sizes.Length)]);
        for (var at = 0; at < usual.Length; at++) usual[at] = new(ProfileBytes.ReadReal(ref bytes), ProfileBytes.ReadReal(ref bytes), ProfileBytes.ReadReal(ref bytes), sizes[at]);
        for (var at = 0; at < pasts.Length; at++) pasts[at] = ProfileBytes.ReadCount(ref bytes) == 1 ? PopulationPast.Read(ref bytes) : null;
        return new(hash, name, usual, pasts);
    }
}
