using System.Net.Security;
using Microsoft.Extensions.Logging;

namespace Quern.Server;

/// <summary>
/// The certificate that new connections get. Files that have been replaced are read again when the next client connects; when they cannot be used, half replaced perhaps, the certificate before them
/// stays, and the log says why, once.
/// </summary>
internal sealed partial class TlsCertificate
{
    private readonly Lock _lock = new();
    private readonly TlsFiles _files;
    private readonly ILogger _log;
    private TlsContent _seen;
    private SslStreamCertificateContext _current;

    /// <summary>Reads it.</summary>
    /// <exception cref="QuernException">A file cannot be read, has none, or the key is of another certificate.</exception>
    public TlsCertificate(TlsFiles files, ILogger log)
    {
        (_files, _log) = (files, log);
        _seen = files.Read();
        _current = Context(_seen);
    }

    /// <summary>The certificate as its files have it now, or had it when they could be used last.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            lock (_lock)
            {
                // To read two small files is nothing beside a handshake.
                var content = _files.Read();
                if (content == _seen) return _current;
                _seen = content;
                try
                {
                    _current = Context(content);
                    LogRenewed(_files.Certificate, _current.TargetCertificate.NotAfter.ToUniversalTime());
                }
                catch (QuernException unusable)
                {
                    LogUnusable(unusable.Message);
                }

                return _current;
            }
        }
    }

    // Without looking for issuers elsewhere: those that clients need are in the file.
    private SslStreamCertificateContext Context(TlsContent content)
    {
        var (leaf, chain) = _files.Load(content);
        return SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }

    [LoggerMessage(LogLevel.Information, "certificate '{file}' has been replaced; the new one ends {end:yyyy-MM-dd HH:mm:ss}Z")]
    private partial void LogRenewed(string file, DateTime end);

    [LoggerMessage(LogLevel.Error, "the certificate stays as it was: {reason}")]
    private partial void LogUnusable(string reason);
}
