using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Testing.Kits;

namespace Quern.Testing.Tests.Kits;

public sealed class MemorySourceReaderTests
{
    public static TheoryData<string> Cases => [.. SourceReaderKit.Names];

    [Theory, MemberData(nameof(Cases))]
    public void Memory_PassesTheKit(string name) => new SourceReaderKit(() => new Place()).Run(name);

    // The kit must be able to say no.
    [Theory]
    [InlineData("Rows are read once each, with the bits of every value")]
    [InlineData("Every row within the event times asked for is read")]
    public void ReaderThatLosesARow_FailsTheKit(string name) => Should.Throw<KitFailure>(() => new SourceReaderKit(() => new Place { Lost = 1 }).Run(name));

    private sealed class Features : FeatureRepository
    {
        public Source<KitEvent> Events => Parquet<KitEvent>("events.parquet", source => source.EventTime(e => e.At));
    }

    private sealed class Place : ISourcePlace
    {
        private readonly MemorySourceReader _reader = new() { BatchRows = 30 };

        public int Lost { get; init; }

        public SourceDefinition Source { get; } = RepositoryReader.Read(new Features()).Definition.Sources.Single();

        public void Write(IReadOnlyList<KitEvent> rows)
        {
            _reader.Clear(Source.Name);
            _reader.Add(Source.Name, rows.Skip(Lost));
        }

        public ISourceReader Open() => _reader;

        public void Dispose()
        {
        }
    }
}
