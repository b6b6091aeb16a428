using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation.Embeddings;

/// <summary>An <see cref="EmbeddingMean"/> that moves over the events of an entity.</summary>
internal sealed class EmbeddingMeanSweep : AggregateSweep
{
    private readonly EmbeddingMean _mean = new();
    private float[] _numbers = [];

    public override void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output)
    {
        _mean.Clear();
        var slide = new MeanSlide(this, new(argument));
        Slide.Run(trace, ref slide, output);
    }

    private void Write(int ordinal, ResultWriter output)
    {
        if (_numbers.Length != _mean.Dimensions) _numbers = new float[_mean.Dimensions];
        var status = _mean.Result(_numbers);
        if (status == FeatureStatus.Present) output.SetEncoded(ordinal, EmbeddingBytes.Of(_numbers));
        else output.SetNull(ordinal, status);
    }

    private readonly ref struct MeanSlide(EmbeddingMeanSweep sweep, ArgumentLane values) : ISlidingState
    {
        private readonly EmbeddingMean _mean = sweep._mean;
        private readonly ArgumentLane _values = values;

        public void Enter(int @event)
        {
            if (!_values.IsNull(@event)) _mean.Add(_values.Bytes(@event));
        }

        public void Leave(int @event)
        {
            if (!_values.IsNull(@event)) _mean.Remove(_values.Bytes(@event));
        }

        public void Write(long t, int ordinal, ResultWriter output) => sweep.Write(ordinal, output);
    }
}
