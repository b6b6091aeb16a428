using System.Net;
using System.Net.Mail;

namespace Quern.Server.Alerts;

/// <summary>Sends alerts as e-mail by SMTP: the first alert is the subject, all of them are the text.</summary>
/// <param name="Smtp">The mail server: <c>smtp://host:25</c>, or <c>smtps://host:587</c> to speak TLS (STARTTLS).</param>
/// <param name="From">Whom it comes from.</param>
/// <param name="To">Whom it goes to.</param>
/// <param name="LogIn">The name and the password to log in with; null for not at all.</param>
/// <param name="Audience">Which alerts it gets.</param>
public sealed record MailReceiver(Uri Smtp, MailAddress From, IReadOnlyList<MailAddress> To, NetworkCredential? LogIn, AlertAudience Audience) : AlertReceiver(Smtp.GetLeftPart(UriPartial.Authority), Audience)
{
    /// <summary>The scheme of a mail server that is spoken to by TLS.</summary>
    public const string Secure = "smtps";

    /// <summary>The scheme of one that is not.</summary>
    public const string Plain = "smtp";

    private const int PlainPort = 25;
    private const int SecurePort = 587;

    internal override async Task<string?> TryAsync(AlertMessage message, HttpClient client, CancellationToken stop)
    {
        var isSecure = Smtp.Scheme == Secure;
        try
        {
            using var smtp = new SmtpClient(Smtp.Host, Smtp.Port > 0 ? Smtp.Port : isSecure ? SecurePort : PlainPort) { EnableSsl = isSecure, Credentials = LogIn };
            using var mail = new MailMessage { From = From, Subject = message.Subject, Body = message.Text };
            foreach (var address in To) mail.To.Add(address);
            await smtp.SendMailAsync(mail, stop).ConfigureAwait(false);
            return null;
        }
        catch (SmtpException e)
        {
            return $"{e.Message} {e.InnerException?.Message}".TrimEnd();
        }
    }
}
