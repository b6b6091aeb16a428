using Microsoft.AspNetCore.Http;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Protocol.Errors;
using Quern.Protocol.Explanations;
using Quern.Protocol.Online;
using Quern.Server.History;
using Quern.Server.Serving;
using Quern.Time;
using Quern.Values;

namespace Quern.Server.Http.Vectors;

/// <summary><c>POST /v1/series</c>: one vector at many instants of the past, in one reading of the sources.</summary>
internal sealed class SeriesAnswers(ServingStates states, HistoryReads history, ServerOptions options)
{
    public async Task HandleAsync(HttpContext context)
    {
        var body = await Bodies.ReadAllAsync(context.Request).ConfigureAwait(false);
        await RegistryRoutes.WithState(context, states, state => AnswerAsync(context, state, body)).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext context, ServingState state, byte[] body)
    {
        List<RequestFinding>? findings = null;
        var query = SeriesQuery.Read(context.Request.Query, options.Clock.Now, ref findings);
        var asked = AskedRows.ReadOne(body, state, ref findings);
        if (findings is not null || asked is null || query is null)
        {
            await Answers.WriteAsync(context.Response, ErrorAnswer.List(findings!)).ConfigureAwait(false);
            return;
        }

        var times = new Int64Column(ValueKind.Timestamp);
        foreach (var time in query.Times) times.Append(time);
        var request = new HistoryRequest(asked.Service, times, Repeat(asked.Keys, query.Points), Repeat(asked.Requests, query.Points), AsKnown: false, new(BadRowPolicy.Fail));
        var result = await history.RunAsync((reader, limits, stop) => new HistoryEngine(reader, limits).Compute(request, null, stop), context.RequestAborted).ConfigureAwait(false);
        await context.Response.WriteAsJsonAsync(new SeriesShape(
            asked.Service.Name,
            state.Version,
            [.. query.Times.Select(time => new Instant(time).ToString())],
            [.. asked.Service.Outputs.Select(output => Column(output.Name, result.Of(output)))])).ConfigureAwait(false);
    }

    private static SeriesColumnShape Column(string name, ResultColumn column) => new(
        name,
        column.Type.ToString(),
        [.. Enumerable.Range(0, column.Count).Select(row => ValueJson.Of(column, row))],
        [.. Enumerable.Range(0, column.Count).Select(row => SnakeCase.Of(column.ToldStatusOf(row).ToString()).ToUpperInvariant())]);

    private static Column[] Repeat(IReadOnlyList<Column> columns, int rows) => [.. columns.Select(column =>
    {
        var repeated = column is TextColumn text ? new TextColumn(text.Kind, text.Pool) : Quern.Values.Column.Create(column.Kind, rows);
        for (var row = 0; row < rows; row++) repeated.AppendFrom(column, 0);
        return repeated;
    })];
}
