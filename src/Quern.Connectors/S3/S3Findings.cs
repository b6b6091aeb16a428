namespace Quern.Connectors.S3;

/// <summary>What can be wrong with a store that speaks S3.</summary>
internal static class S3Findings
{
    public static Finding Unreachable(S3Settings settings, string reason) => new(
        "QRN6801", $"object storage at '{settings.Address}' cannot be reached", reason, $"Check that it runs, and '{settings.Path}.endpoint'. What failed is tried again by itself for some seconds before this is said.");

    public static Finding NoBucket(S3Settings settings, string bucket) => new(
        "QRN6802", $"bucket '{bucket}' does not exist at '{settings.Address}'", null, "Make the bucket, or correct its name; buckets of other accounts and regions are not seen.");

    public static Finding Denied(S3Settings settings, string name, string reason) => new(
        "QRN6803", $"access to '{name}' is denied", $"{settings.Address} says: {reason}", "Give the key the rights to list the bucket (s3:ListBucket), and to get, put and delete objects in it.");

    public static Finding WrongKey(S3Settings settings, string reason) => new(
        "QRN6804", $"object storage at '{settings.Address}' does not take the key", reason, $"Check '{settings.Path}.accessKey', '{settings.Path}.secretKey' and '{settings.Path}.region', and that nothing on the way changes requests.");

    public static Finding Skewed(S3Settings settings, string reason) => new(
        "QRN6805", $"the clock of this machine differs too much from that of object storage at '{settings.Address}'", reason, "Set the clocks, and let NTP keep them: a request is signed with its time.");

    public static Finding Tls(S3Settings settings, string reason) => new(
        "QRN6809", $"no secure connection to object storage at '{settings.Address}'", reason, $"Check whether '{settings.Path}.endpoint' begins with https:// or http:// as the server has it, and that its certificate is one that this machine trusts.");

    public static Finding Busy(S3Settings settings, int attempts, string reason) => new(
        "QRN6811", $"object storage at '{settings.Address}' did not do it in {attempts} tries", reason, "It is busy or failing. Try again later.");

    public static Finding NoKey(S3Settings settings, string reason) => new(
        "QRN6812", $"there is no key for object storage at '{settings.Address}'", reason, $"Set '{settings.Path}.accessKey' and '{settings.Path}.secretKey' to env:NAME or file:PATH, or give the machine a key as programs of AWS find it (AWS_ACCESS_KEY_ID, a profile, a role).");

    public static Finding Other(S3Settings settings, string name, string reason) => new(
        "QRN6814", $"object storage at '{settings.Address}' refuses what was asked of '{name}'", reason, "Check bucket, region and what the server supports.");
}
