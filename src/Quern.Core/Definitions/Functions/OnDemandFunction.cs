using System.Reflection;
using Quern.Aggregation;
using Quern.Definitions.Expressions;
using Quern.Time;
using Quern.Values;

namespace Quern.Definitions.Functions;

/// <summary>
/// An on-demand method that can be called: the same for one row and for many, in training and in serving, once for a row however many features it gives. A null for a parameter
/// that takes none gives nulls without a call. A method that throws, or a property of what it returns, gives <see cref="FeatureStatus.Failed"/> for all features of that row
/// alone. Safe for several threads when the method is.
/// </summary>
public sealed class OnDemandFunction
{
    private readonly Lazy<OnDemandKernel> _kernel;

    /// <summary>Prepares a definition; the loop is compiled when it is first needed.</summary>
    public OnDemandFunction(OnDemandDefinition definition)
    {
        Definition = definition;
        _kernel = new(() => OnDemandKernelCompiler.Compile(definition));
    }

    /// <summary>What is called.</summary>
    public OnDemandDefinition Definition { get; }

    /// <summary>Computes rows <paramref name="start"/> to <paramref name="end"/>, excluded.</summary>
    /// <param name="arguments">One lane for each parameter.</param>
    /// <param name="outputs">For each feature, where its values go, at the same rows.</param>
    /// <param name="start">The first row.</param>
    /// <param name="end">The row after the last.</param>
    /// <param name="failed">Told of each row whose call threw, and what; null when nobody cares.</param>
    public void Run(OnDemandLane[] arguments, ResultWriter[] outputs, int start, int end, Action<int, Exception>? failed = null)
    {
        var (kernel, progress) = (_kernel.Value, new OnDemandProgress { Row = start });
        while (progress.Row < end)
            try
            {
                kernel(arguments, outputs, progress, end);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                foreach (var output in outputs) output.SetNull(progress.Row, FeatureStatus.Failed);
                failed?.Invoke(progress.Row, exception);
                progress.Row++;
            }
    }

    /// <summary>Computes one row, by reflection: for explanations and checks.</summary>
    /// <param name="arguments">One value for each parameter; any may be null.</param>
    /// <param name="failure">What the method threw; null when it did not.</param>
    /// <returns>A result for each feature.</returns>
    public IReadOnlyList<AggregateResult> Invoke(ReadOnlySpan<Value> arguments, out Exception? failure)
    {
        failure = null;
        var types = Definition.Method.GetParameters();
        var boxed = new object?[arguments.Length];
        try
        {
            for (var i = 0; i < boxed.Length; i++)
            {
                if (arguments[i].IsNull && !Definition.Parameters[i].Nullable) return All(FeatureStatus.NullValue);
                boxed[i] = arguments[i].IsNull ? null : Box(arguments[i], ClrKind.Bare(types[i].ParameterType));
            }

            var result = Definition.Method.Invoke(null, boxed);
            return [.. Definition.Outputs.Select(output => AggregateResult.Of(Unbox(Follow(output.Path, result))))];
        }
        catch (Exception exception) when (exception is TargetInvocationException or OverflowException)
        {
            failure = exception.InnerException ?? exception;
            return All(FeatureStatus.Failed);
        }
    }

    private AggregateResult[] All(FeatureStatus status) => [.. Definition.Outputs.Select(_ => new AggregateResult(Value.Null, status))];

    private static object? Follow(IReadOnlyList<MemberInfo> path, object? result)
    {
        foreach (var member in path)
            if (result is not null)
                result = member is PropertyInfo property ? property.GetValue(result) : ((FieldInfo)member).GetValue(result);
        return result;
    }

    private static object Box(Value value, Type type)
    {
        if (type == typeof(string)) return value.AsText();
        if (type == typeof(float[])) return value.AsEmbedding().ToArray();
        if (type == typeof(bool)) return value.AsBoolean();
        if (type == typeof(DateTimeOffset)) return EpochTime.ToDateTimeOffset(value.Bits);
        if (type == typeof(DateTime)) return EpochTime.ToDateTime(value.Bits);
        if (type == typeof(int)) return (int)value.Bits;
        if (type == typeof(long)) return value.Bits;
        var real = value.Type.Kind is ValueKind.Float32 or ValueKind.Float64 ? value.AsDouble() : value.Bits;
        return type == typeof(float) ? (object)(float)real : real;
    }

    private static Value Unbox(object? result) => result switch
    {
        null => Value.Null,
        bool truth => Value.Of(truth),
        int whole => Value.Of(whole),
        long whole => Value.Of(whole),
        float real => Value.Of(real),
        double real => Value.Of(real),
        string text => Value.Of(text),
        float[] numbers => Value.Of(numbers),
        DateTimeOffset time => Value.Of(Instant.From(time)),
        DateTime time => Value.Of(new Instant(EpochTime.FromDateTime(time))),
        _ => throw new InvalidOperationException($"'{result.GetType().Name}' is not a kind of value."),
    };
}
