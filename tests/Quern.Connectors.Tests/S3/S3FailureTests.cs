using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Quern.Connectors.S3;
using Quern.Engine.Objects;

namespace Quern.Connectors.Tests.S3;

/// <summary>What a user is told when a store that speaks S3 cannot do what it is asked, and that the server of these tests means it.</summary>
public sealed class S3FailureTests : IDisposable
{
    private const string Bucket = "data-bucket";
    private readonly S3Server _server = new();

    public S3FailureTests() => _server.MakeBucket(Bucket);

    [Fact]
    public void Bucket_ThatIsNotThere_IsSaid_ByWhateverIsAsked()
    {
        Told("QRN6802", "bucket 'other-bucket' does not exist", store => store.List("", null, default).Any(), bucket: "other-bucket");
        Told("QRN6802", "bucket 'other-bucket' does not exist", store => store.Find("key", default), bucket: "other-bucket");
        Told("QRN6802", "bucket 'other-bucket' does not exist", store => store.Put("key", new byte[1], default), bucket: "other-bucket");
    }

    [Fact]
    public void Right_ThatIsMissing_IsSaid()
    {
        _server.Denies = (method, _) => method == "PUT";
        Told("QRN6803", $"access to 's3://{Bucket}/a/b' is denied", store => store.Put("a/b", new byte[1], default));
        _server.Denies = (_, key) => key.Length == 0;
        Told("QRN6803", $"access to 's3://{Bucket}/a/' is denied", store => store.List("a/", null, default).Any());
    }

    [Fact]
    public void Key_ThatIsWrong_IsSaid_AndNeverShown()
    {
        var secret = "not the secret at all";
        Told("QRN6804", "does not take the key", store => store.Find("key", default) is null && store.List("", null, default).Any(), settings => settings with { SecretKey = secret }).ShouldNotContain(secret);
        Told("QRN6804", "InvalidAccessKeyId", store => store.List("", null, default).Any(), settings => settings with { AccessKey = "nobody" });
        Told("QRN6804", "region", store => store.List("", null, default).Any(), settings => settings with { Region = "us-west-9" });
        Told("QRN6103", "QUERN_NOT_SET", store => store.Find("key", default), settings => settings with { SecretKey = "env:QUERN_NOT_SET" });
    }

    [Fact]
    public void Clocks_ThatDiffer_AreSaid_AndMeasured()
    {
        _server.ClockAhead = TimeSpan.FromMinutes(40);
        Told("QRN6805", "the clock of this machine differs too much", store => store.List("", null, default).Any());
        using var objects = new S3Objects(_server.Settings);
        objects.ClockAhead(TimeProvider.System, TestContext.Current.CancellationToken)!.Value.TotalMinutes.ShouldBe(40, 0.2);
    }

    [Fact]
    public void Server_ThatIsAway_OrSpeaksOtherwise_IsSaid()
    {
        var away = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        Told("QRN6801", $"object storage at '{away.GetLeftPart(UriPartial.Authority)}' cannot be reached", store => store.Find("key", default), settings => settings with { Endpoint = away, Attempts = 2 });
        Told("QRN6809", "no secure connection", store => store.Find("key", default), settings => settings with { Endpoint = new($"https://127.0.0.1:{_server.Port}"), Attempts = 2 });
    }

    [Fact]
    public void Failures_ThatDoNotPass_AreSaidAfterSomeTries_AndSlowAnswersAreNotWaitedFor()
    {
        _server.Faults = new(1, 1, S3Fault.SlowDown503);
        Told("QRN6811", "did not do it in 3 tries", store => store.Put("key", new byte[1], default), settings => settings with { Attempts = 3 });
        _server.Faults = new(1, 1, S3Fault.Slow);
        Told("QRN6801", "No answer within 1 seconds, 2 times.", store => store.Find("key", default), settings => settings with { Attempts = 2, Timeout = TimeSpan.FromSeconds(1) });
    }

    [Fact]
    public void Store_ThatDoesNotHonourCreation_IsRefused_BeforeAnythingIsLost()
    {
        _server.Creates = false;
        Told("QRN6810", "does not honour 'If-None-Match: *'", store => store.TryCreate("log/0.json", new byte[1], default));
        _server.Buckets[Bucket].Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Signature_InAQuery_IsCheckedToo()
    {
        using var objects = new S3Objects(_server.Settings);
        objects.Open(Bucket).Put("a b/ü+é.txt", "content"u8.ToArray(), TestContext.Current.CancellationToken);
        using var signer = new AmazonS3Client(new BasicAWSCredentials(S3Server.AccessKey, S3Server.SecretKey), new AmazonS3Config { ServiceURL = _server.Settings.Endpoint!.AbsoluteUri, ForcePathStyle = true, AuthenticationRegion = S3Server.Region });
        var url = await signer.GetPreSignedURLAsync(new GetPreSignedUrlRequest { BucketName = Bucket, Key = "a b/ü+é.txt", Expires = DateTime.UtcNow.AddMinutes(5), Protocol = Amazon.S3.Protocol.HTTP });
        using var client = new HttpClient();
        var stop = TestContext.Current.CancellationToken;
        (await client.GetStringAsync(new Uri(url), stop)).ShouldBe("content");
        (await client.GetAsync(new Uri(url.Replace("X-Amz-Expires=", "X-Amz-Expires=1", StringComparison.Ordinal)), stop)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await client.GetAsync(new Uri(url.Split('?')[0]), stop)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    public void Dispose() => _server.Dispose();

    private string Told(string code, string text, Action<IObjectStore> work, Func<S3Settings, S3Settings>? change = null, string bucket = Bucket)
    {
        var told = Should.Throw<QuernException>(() =>
        {
            using var objects = new S3Objects(change is null ? _server.Settings : change(_server.Settings));
            work(objects.Open(bucket));
        });
        told.Findings[0].Code.ShouldBe(code, told.Message);
        told.Message.ShouldContain(text);
        return told.Message;
    }

    private string Told(string code, string text, Func<IObjectStore, object?> work, Func<S3Settings, S3Settings>? change = null, string bucket = Bucket) => Told(code, text, store => { work(store); }, change, bucket);
}
