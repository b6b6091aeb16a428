using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation.Embeddings;

/// <summary>An <see cref="EmbeddingMean"/> that moves over the events of an entity.</summary>
internal sealed class EmbeddingMeanSweep : AggregateSweep
{
    private readonly EmbeddingMean _mean = new();

    public override void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output)
    {
        _mean.Clear();
        var slide = new MeanSlide(_mean, argument);
        Slide.Run(trace, ref slide, output);
    }

    private ref struct MeanSlide(EmbeddingMean mean, SweepArgument argument) : ISlidingState
    {
        private readonly EmbeddingMean _mean = mean;
        private readonly SweepArgument _argument = argument;
        private float[] _numbers = [];

        public void Enter(int @event)
        {
            if (!IsNull(@event)) _mean.Add(_argument.Pool!.Utf8(_argument.Codes[@event]));
        }

        public void Leave(int @event)
        {
            if (!IsNull(@event)) _mean.Remove(_argument.Pool!.Utf8(_argument.Codes[@event]));
        }

        public void Write(long t, int ordinal, ResultWriter output)
        {
            if (_numbers.Length != _mean.Dimensions) _numbers = new float[_mean.Dimensions];
            var status = _mean.Result(_numbers);
            if (status == FeatureStatus.Present) output.SetEncoded(ordinal, EmbeddingBytes.Of(_numbers));
            else output.SetNull(ordinal, status);
        }

        private bool IsNull(int @event) => !_argument.Nulls.IsEmpty && _argument.Nulls[@event];
    }
}
