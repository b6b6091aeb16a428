using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Quern.Server;

/// <summary>Where a server's certificate for TLS is, as PEM.</summary>
/// <param name="Certificate">The file of the certificate, and of those between it and one that clients know, in this order.</param>
/// <param name="Key">The file of its private key, without a password; null where the first file has it too.</param>
public sealed record TlsFiles(string Certificate, string? Key)
{
    /// <summary>Reads the certificate with its key, and the file's other certificates.</summary>
    /// <exception cref="QuernException">A file cannot be read, has none, or the key is of another certificate.</exception>
    internal (X509Certificate2 Leaf, X509Certificate2Collection Chain) Load()
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(Certificate);
            return (X509Certificate2.CreateFromPemFile(Certificate, Key ?? Certificate), chain);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new QuernException(ServerFindings.BadCertificate(this, e.Message), e);
        }
    }
}
