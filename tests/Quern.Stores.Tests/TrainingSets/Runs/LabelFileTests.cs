using Quern.Planning;
using Quern.Stores.Sources;
using Quern.Stores.TrainingSets;
using Quern.Stores.TrainingSets.Runs;
using Quern.Values;

namespace Quern.Stores.Tests.TrainingSets.Runs;

public sealed class LabelFileTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(10_000)]
    public void Values_OfEveryKind_AreThoseOfTheSpine_InTheirOrder(int rows)
    {
        var folder = Directory.CreateTempSubdirectory("quern-labels-");
        try
        {
            var columns = Enum.GetValues<ValueKind>().Where(kind => kind != 0).Select(kind => ($"it's \"{kind}\"", Fill(kind, rows))).ToArray();
            LabelFile.Write(Path.Combine(folder.FullName, "labels.parquet"), columns, new DuckResources { Threads = 2 });
            using var spine = DuckSpine.Open("labels.parquet", folder.FullName);
            spine.Count(Cancellation).ShouldBe(rows);
            spine.Columns.Select(column => column.Name).ShouldBe(columns.Select(column => column.Item1));
            var read = spine.Load([.. columns.Select(column => new RequestField(column.Item1, column.Item2.Kind))], 0, rows, Cancellation);
            for (var i = 0; i < columns.Length; i++)
                for (var row = 0; row < rows; row++)
                    if (read[i][row] != columns[i].Item2[row]) Assert.Fail($"{columns[i].Item1}, row {row}: {read[i][row]} is not {columns[i].Item2[row]}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Column Fill(ValueKind kind, int rows)
    {
        var column = Column.Create(kind);
        for (var row = 0; row < rows; row++)
            if (row % 7 == 3) column.AppendNull();
            else if (column is TextColumn { Kind: ValueKind.Embedding } embeddings) embeddings.Append(EmbeddingBytes.Of([row, 0.1f]));
            else if (column is TextColumn texts) texts.Append(System.Text.Encoding.UTF8.GetBytes($"ü '{row}'"));
            else if (column is Float64Column reals) reals.Append(kind == ValueKind.Float32 ? (float)(row / 3.0) : row / 3.0);
            else ((Int64Column)column).Append(kind == ValueKind.Boolean ? row % 2 : kind == ValueKind.Int32 ? -row : kind == ValueKind.Timestamp ? row * 1_000_001L : long.MaxValue - row);
        return column;
    }
}
