using Quern.Protocol.Errors;
using Quern.Protocol.Json;
using Quern.Protocol.Online;
using Quern.Values;

namespace Quern.Protocol.Tests.Online;

public sealed class AllocationTests
{
    [Fact]
    public void RequestAndAnswer_OnceWarm_AllocateNothing()
    {
        var service = RideFeatures.Prepared("pickups");
        var entities = new EntityReader(service, 100);
        var writer = new VectorWriter(service, FeastStatus.Strict);
        var json = new JsonBuffer();
        var values = new ResultColumn(DataType.Scalar(ValueKind.Float64), 2);
        var cells = values.OpenWriter();
        for (var row = 0; row < 2; row++) cells.SetDouble(row, row + 0.1);
        long[] times = [1, 1_000_000];
        var body = """{"entities":{"zone":["a","b"],"unknown":[1,2],"driver_id":[7,"8"]},"feature_service":"pickups"}"""u8.ToArray();

        for (var i = 0; i < 100; i++) Serve();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) Serve();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Serve()
        {
            List<RequestFinding>? findings = null;
            var head = RequestHead.Read(body, ref findings);
            entities.Read(head.Entities, ref findings);
            json.Clear();
            writer.Begin(json, entities);
            writer.Feature(values, 0, times);
            writer.Feature(values, 1, times);
            writer.End(fullNames: false, versions: false);
        }
    }
}
