using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Schema;
using Quern.Stores.Delta;
using Quern.Stores.Streams;
using Quern.Stores.Tests.Sources;
using Quern.Testing.Kits;

namespace Quern.Stores.Tests.Streams;

/// <summary>Delta tables in a folder pass the kit.</summary>
public sealed class HistoryKitTests
{
    public static TheoryData<string> Cases => [.. HistoryTablesKit.Names];

    [Theory, MemberData(nameof(Cases))]
    public void Delta_tables_pass_the_kit(string name) => new HistoryTablesKit(() => new Place()).Run(name);

    private sealed class Place : IHistoryTablesPlace
    {
        private readonly SourceScratch _scratch = new();

        public IHistoryTables Open() => new DeltaHistoryTables(TablePlace.Of(_scratch.Folder), TimeProvider.System, new() { Threads = 1 });

        public void Read(string stream, RowSchema schema, IScanSink sink)
        {
            using var reader = new SourceScratch(_scratch.Folder);
            reader.Scan(SourceCases.Of(schema.Fields[0] with { Member = "Time" }, SourceFormat.Delta, stream, [.. schema.Fields.Skip(1)]), sink);
        }

        public void Dispose() => _scratch.Dispose();
    }
}
