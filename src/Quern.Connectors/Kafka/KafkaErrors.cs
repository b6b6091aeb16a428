using Confluent.Kafka;

namespace Quern.Connectors.Kafka;

/// <summary>Remembers what librdkafka says of brokers while it goes on by itself, and puts errors into words.</summary>
internal sealed class KafkaErrors(KafkaSettings settings, KafkaSecrets secrets)
{
    private Error? _refusal;
    private Error? _last;

    /// <summary>Gets whether the brokers must be asked whether they are there.</summary>
    public bool IsDoubtful { get; private set; }

    public void Add(Error error)
    {
        // That all are down is said after why each of them is.
        if (error.Code != ErrorCode.Local_AllBrokersDown) _last = error;
        if (IsRefusal(error.Code)) _refusal = error;
        // A connection that ends is nothing while another one is there.
        if (error.IsFatal || IsRefusal(error.Code) || error.Code is ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve) IsDoubtful = true;
    }

    public void Forget() => (_refusal, _last, IsDoubtful) = (null, null, false);

    /// <summary>What an error means, in the light of what was said before.</summary>
    public Finding Explain(Error error)
    {
        if (error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition) return KafkaFindings.NoTopic(settings.Topic);
        if (IsRefusal(error.Code)) return KafkaFindings.NotAllowed(settings.Topic, Say(error));
        if (error.Code is not (ErrorCode.Local_Transport or ErrorCode.Local_TimedOut or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve or ErrorCode.Local_WaitCoord or ErrorCode.RequestTimedOut))
            return KafkaFindings.Failed(settings.Topic, Say(error));
        return _refusal is { } refusal ? KafkaFindings.NotAllowed(settings.Topic, Say(refusal)) : KafkaFindings.Unreachable(settings.Topic, settings.Servers, Say(_last ?? error));
    }

    private string Say(Error error) => secrets.Hide(error.Reason);

    private static bool IsRefusal(ErrorCode code) => code is ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.TopicAuthorizationFailed
        or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed or ErrorCode.Local_Ssl or ErrorCode.UnsupportedSaslMechanism;
}
