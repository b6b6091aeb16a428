using System.Text.Json;
using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Stores.DuckDb;
using Quern.Stores.Sources;
using Quern.Testing.Kits;

namespace Quern.Stores.Tests.Sources;

/// <summary>Files of each format do what the port of sources promises.</summary>
public sealed class SourceKitTests
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static TheoryData<string> Cases => [.. SourceReaderKit.Names];

    [Theory, MemberData(nameof(Cases))]
    public void Parquet_PassesTheKit(string name) => new SourceReaderKit(() => new Place(new InParquet(), isParquet: true)).Run(name);

    [Theory, MemberData(nameof(Cases))]
    public void Lines_PassTheKit(string name) => new SourceReaderKit(() => new Place(new InLines(), isParquet: false)).Run(name);

    private sealed class InParquet : FeatureRepository
    {
        public Source<KitEvent> Events => Parquet<KitEvent>("events.parquet", source => source.EventTime(e => e.At));
    }

    private sealed class InLines : FeatureRepository
    {
        public Source<KitEvent> Events => NdJson<KitEvent>("events.ndjson", source => source.EventTime(e => e.At));
    }

    private sealed class Place(FeatureRepository features, bool isParquet) : ISourcePlace
    {
        private const string Columns = "{'at': 'TIMESTAMPTZ', 'key': 'VARCHAR', 'whole': 'BIGINT', 'real': 'DOUBLE', 'flag': 'BOOLEAN', 'text': 'VARCHAR'}";
        private readonly SourceScratch _scratch = new();

        public SourceDefinition Source { get; } = RepositoryReader.Read(features).Definition.Sources.Single();

        public bool CanBeEmpty => isParquet;

        public void Write(IReadOnlyList<KitEvent> rows)
        {
            _scratch.Write("events.ndjson", string.Concat(rows.Select(row => JsonSerializer.Serialize(row, Snake) + "\n")));
            if (isParquet) _scratch.Parquet("events.parquet", $"SELECT * FROM read_json({DuckSql.Literal(Path.Combine(_scratch.Folder, "events.ndjson"))}, format = 'newline_delimited', columns = {Columns})");
        }

        public ISourceReader Open() => new DuckSourceReader(_scratch.Folder, new DuckResources { Threads = 2 });

        public void Dispose() => _scratch.Dispose();
    }
}
