using System.Reflection;
using Quern.Engine.Kernel;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Schema;
using Quern.Values;

namespace Quern.Stores.Spark;

/// <summary>Carries out steps of a script's kernel side: lines in, lines out, no memory of anything but the entity at hand.</summary>
/// <param name="service">The features, as the definitions that the header names have them.</param>
/// <param name="header">The header.</param>
public sealed class KernelProgram(ServicePlan service, KernelHeader header)
{
    private const int BatchRows = 1 << 12;
    private const string Input = "standard input";

    /// <summary>Gets the version of Quern that this is, as headers have it.</summary>
    public static string Version { get; } = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);

    /// <summary>The columns that a spine's raw rows have, in order.</summary>
    /// <param name="service">The features.</param>
    public static IReadOnlyList<Field> RowFields(ServicePlan service) =>
    [
        new("quern_row", "quern_row", ValueKind.Int64, Nullable: false),
        new("the instant", "time", ValueKind.Timestamp, Nullable: false),
        .. service.JoinKeys.Concat(service.Requests).Select(field => new Field(field.Name, field.Name, field.Kind, Nullable: true)),
    ];

    /// <summary>Runs a step to the end of its input.</summary>
    /// <param name="step">The step.</param>
    /// <param name="part">Which part of the service it is for, by its name; null for a step that is for all.</param>
    /// <param name="input">The lines.</param>
    /// <param name="output">Where the lines go that it makes.</param>
    /// <param name="cancellation">Ends it between two lines.</param>
    /// <returns>How many rows of a source were left out because they cannot be used.</returns>
    /// <exception cref="QuernException">The header has no such part, or a line is not what the step reads: nothing more is written then.</exception>
    public long Run(KernelStep step, string? part, Stream input, Stream output, CancellationToken cancellation)
    {
        var (lines, writer) = (new LineReader(input), new KernelWriter(output));
        var badRows = new BadRows(header.OnBadRow);
        switch (step)
        {
            case KernelStep.Events:
                Events(Find(part), lines, badRows, writer, cancellation);
                break;
            case KernelStep.Rows:
                Rows(lines, new RowStep(Find(part, isLookup: false), writer).Take, cancellation);
                break;
            case KernelStep.Requests:
                Rows(lines, new RequestStep(writer).Take, cancellation);
                break;
            case KernelStep.Items:
                Each(lines, new ItemStep(Find(part, isLookup: true), writer).Take, cancellation);
                break;
            case KernelStep.Values:
                var values = new ValueStep(Find(part), header.AsKnown, writer);
                Each(lines, values.Take, cancellation);
                values.Finish();
                break;
            default:
                var finish = new FinishStep(service, new SparkOutput(service, header.Statuses, writer).Write);
                Each(lines, finish.Take, cancellation);
                finish.Finish();
                break;
        }

        writer.Flush();
        return badRows.Count;
    }

    private static void Each(LineReader lines, LineTaker take, CancellationToken cancellation)
    {
        while (lines.TryRead(out var line))
        {
            cancellation.ThrowIfCancellationRequested();
            take(line, lines.Number);
        }
    }

    private void Events(KernelPart part, LineReader lines, BadRows badRows, KernelWriter writer, CancellationToken cancellation)
    {
        if (!header.Events.TryGetValue(part.Name, out var columns)) throw SparkFindings.NoPart(part.Name, header.Events.Keys);
        var (source, step) = (part.View.Definition.Source, new EventStep(part, header.AsKnown, badRows, writer));
        var fields = Bind(part, columns, step.Fields);
        var raw = new RawFields([.. fields.Select((field, i) => (source.Schema.Fields[field], columns.Columns[i].Form))]);
        EventBatch NewBatch() => new(source.Schema, fields) { File = Input, FirstRow = lines.Number };
        var batch = NewBatch();
        while (lines.TryRead(out var line))
        {
            cancellation.ThrowIfCancellationRequested();
            if (raw.Read(line, lines.Number) is { } fault)
            {
                badRows.Add(new(source.Name, Input, lines.Number, fault.Column, fault.Value, fault.Reason));
                badRows.ThrowIfFailed();
                // Rows of a batch are numbered one after the other.
                step.Take(batch);
                batch = NewBatch();
                continue;
            }

            raw.AppendTo(i => batch[fields[i]]);
            if (++batch.Count < BatchRows) continue;
            step.Take(batch);
            batch = NewBatch();
        }

        step.Take(batch);
    }

    private void Rows(LineReader lines, Action<KernelRows> take, CancellationToken cancellation)
    {
        var fields = RowFields(service);
        if (header.Rows.Count != fields.Count) throw SparkFindings.OtherColumns("the spine", header.Rows.Select(column => column.Name), fields.Select(field => field.Column));
        var raw = new RawFields([.. fields.Zip(header.Rows, (field, column) => (field with { Column = column.Name }, column.Form))]);
        Column[] columns = [];
        void Begin() => columns = [.. fields.Select(field => Column.Create(field.Kind))];
        void Take()
        {
            var keys = service.JoinKeys.Count;
            take(new((Int64Column)columns[0], (Int64Column)columns[1], columns[2..(2 + keys)], columns[(2 + keys)..]));
            Begin();
        }

        Begin();
        while (lines.TryRead(out var line))
        {
            cancellation.ThrowIfCancellationRequested();
            if (raw.Read(line, lines.Number) is { } fault) throw SparkFindings.BadRow(lines.Number, fault);
            raw.AppendTo(i => columns[i]);
            if (columns[0].Count == BatchRows) Take();
        }

        Take();
    }

    private static int[] Bind(KernelPart part, RawEvents columns, IReadOnlyList<int> needed)
    {
        var source = part.View.Definition.Source;
        int[] fields = [.. columns.Columns.Select(column => source.Schema.Fields.ToList().FindIndex(field => field.Column == column.Name))];
        return columns.Source == source.Name && fields.Order().SequenceEqual(needed)
            ? fields
            : throw SparkFindings.OtherColumns($"source '{columns.Source}' for {part.Name}", columns.Columns.Select(column => column.Name), needed.Select(field => source.Schema.Fields[field].Column));
    }

    private KernelPart Find(string? name, bool? isLookup = null)
    {
        KernelPart[] parts = [.. KernelPart.Of(service).Where(part => isLookup is not { } wanted || part.IsLookup == wanted)];
        return parts.FirstOrDefault(part => part.Name == name) ?? throw SparkFindings.NoPart(name, parts.Select(part => part.Name));
    }

    private delegate void LineTaker(ReadOnlySpan<byte> line, long number);
}
