using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Quern.Server;

/// <summary>Where a server's certificate for TLS is, as PEM.</summary>
/// <param name="Certificate">The file of the certificate, and of those between it and one that clients know, in this order.</param>
/// <param name="Key">The file of its private key, without a password; null where the first file has it too.</param>
public sealed record TlsFiles(string Certificate, string? Key)
{
    /// <summary>What is in the files; why not, where they cannot be read.</summary>
    internal TlsContent Read()
    {
        try
        {
            var certificate = File.ReadAllText(Certificate);
            return new(certificate, Key is null ? certificate : File.ReadAllText(Key), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new("", "", e.Message);
        }
    }

    /// <summary>Makes of it the certificate with its key, and the file's other certificates.</summary>
    /// <exception cref="QuernException">A file could not be read, has none, or the key is of another certificate.</exception>
    internal (X509Certificate2 Leaf, X509Certificate2Collection Chain) Load(TlsContent content)
    {
        if (content.Unread is { } reason) throw new QuernException(ServerFindings.BadCertificate(this, reason));
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(content.Certificate);
            return (X509Certificate2.CreateFromPem(content.Certificate, content.Key), chain);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new QuernException(ServerFindings.BadCertificate(this, e.Message), e);
        }
    }
}

/// <summary>What the files of a certificate held when they were read.</summary>
/// <param name="Certificate">The PEM of the certificate and of those it is signed by.</param>
/// <param name="Key">The PEM of its key, which may be the same.</param>
/// <param name="Unread">Why they could not be read; null where they were.</param>
internal sealed record TlsContent(string Certificate, string Key, string? Unread);
