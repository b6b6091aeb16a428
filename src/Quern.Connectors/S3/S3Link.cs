using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Quern.Connectors.Feeds;

namespace Quern.Connectors.S3;

/// <summary>Calls to a store that speaks S3: each is tried again while another try may help, and what it comes to otherwise is a finding. Safe for use from several threads.</summary>
internal sealed class S3Link : IDisposable
{
    private readonly AmazonS3Client _client;

    /// <exception cref="QuernException">The environment or a file does not have the key.</exception>
    public S3Link(S3Settings settings)
    {
        Settings = settings;
        var config = new AmazonS3Config
        {
            ForcePathStyle = settings.IsPathStyle,
            // Tries are ours: the client would not know that an answer that was lost may have been a yes.
            MaxErrorRetry = 0,
            Timeout = settings.Timeout,
            // What the payload's signature protects needs no second sum, which many stores do not know.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (settings.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = settings.Region;
        }
        else config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);

        _client = Credentials(settings) is { } key ? new(key, config) : new(config);
    }

    public S3Settings Settings { get; }

    /// <summary>Makes a call.</summary>
    /// <param name="bucket">Where.</param>
    /// <param name="name">What it is about, for findings.</param>
    /// <param name="call">The call, which may be made several times; the token ends it when it takes too long.</param>
    /// <param name="cancellation">Ends it for good.</param>
    /// <param name="expected">What a failure may be that the caller knows what to do with, and which is thrown as it is.</param>
    public T Call<T>(string bucket, string name, Func<AmazonS3Client, CancellationToken, Task<T>> call, CancellationToken cancellation, Func<Exception, bool>? expected = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(Settings.Timeout);
            try
            {
                return call(_client, patience.Token).GetAwaiter().GetResult();
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested && expected?.Invoke(failure) is not true)
            {
                if (attempt == Settings.Attempts || !S3Errors.IsPassing(failure))
                {
                    if (S3Errors.Of(Settings, bucket, name, attempt, failure) is { } told) throw told;
                    throw;
                }
            }

            cancellation.WaitHandle.WaitOne(Settings.FirstPause * Math.Pow(2, attempt - 1));
        }
    }

    public void Dispose() => _client.Dispose();

    private static AWSCredentials? Credentials(S3Settings settings)
    {
        if (settings.AccessKey is null || settings.SecretKey is null) return null;
        var findings = new List<Finding>();
        var access = SettingsVariable.Resolve(settings.AccessKey, settings.Path + ".accessKey", findings);
        var secret = SettingsVariable.Resolve(settings.SecretKey, settings.Path + ".secretKey", findings);
        var token = settings.SessionToken is { } written ? SettingsVariable.Resolve(written, settings.Path + ".sessionToken", findings) : null;
        if (findings.Count > 0) throw new QuernException(findings);
        return token is null ? new BasicAWSCredentials(access, secret) : new SessionAWSCredentials(access, secret, token);
    }
}
