using System.Text.RegularExpressions;
using MailKit;
using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Text;

namespace BlogBlazor.Mail;

/// <summary>Sends mail by the SMTP server of the configuration.</summary>
public sealed partial class Mailer(IOptions<MailOptions> options)
{
    private const int TimeoutInMilliseconds = 20_000;

    public bool IsOn => options.Value.IsOn;

    /// <summary>Whom it comes from; null while it is off.</summary>
    public MailboxAddress? From => IsOn ? MailboxAddress.Parse(options.Value.From!) : null;

    /// <exception cref="AddressRefusedException">For good: no later try helps.</exception>
    /// <exception cref="Exception">Any of <see cref="IsMailFault"/>.</exception>
    public async Task SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        var smtp = options.Value.Smtp;
        using var client = new SmtpClient { Timeout = TimeoutInMilliseconds };
        await client.ConnectAsync(smtp.Host!, smtp.Port, smtp.Security, cancellationToken);
        if (smtp.Username is { Length: > 0 })
        {
            await client.AuthenticateAsync(smtp.Username, smtp.Password!, cancellationToken);
        }

        try
        {
            await client.SendAsync(message, cancellationToken);
        }
        catch (SmtpCommandException e) when (e.ErrorCode == SmtpErrorCode.RecipientNotAccepted && IsAboutTheAddress(e))
        {
            throw new AddressRefusedException(e.Message, e);
        }

        await client.DisconnectAsync(quit: true, cancellationToken);
    }

    /// <summary>
    /// A server refuses recipients for its own reasons too: it does not relay for us any more, or we sent too many today. By RFC 3463
    /// those of the address are X.1.* and a mailbox that is switched off (X.2.1); by RFC 5321, without such a code, 550, 551 and 553.
    /// </summary>
    private static bool IsAboutTheAddress(SmtpCommandException refused) => (int)refused.StatusCode is >= 500 and < 600
        && (EnhancedStatus().Match(refused.Message) is { Success: true } enhanced
            ? enhanced.Value.StartsWith("5.1.", StringComparison.Ordinal) || enhanced.Value == "5.2.1"
            : (int)refused.StatusCode is 550 or 551 or 553);

    [GeneratedRegex(@"^[45]\.\d{1,3}\.\d{1,3}(?!\S)", RegexOptions.CultureInvariant)]
    private static partial Regex EnhancedStatus();

    public MimeMessage NewMessage(string to, string subject, string text, string html)
    {
        var message = new MimeMessage { Subject = subject };
        message.From.Add(From!);
        message.To.Add(MailboxAddress.Parse(to));
        message.Body = new MultipartAlternative
        {
            new TextPart(TextFormat.Plain) { Text = text },
            new TextPart(TextFormat.Html) { Text = html },
        };
        return message;
    }

    /// <summary>Whether the server or the way to it is at fault, and the same may work later.</summary>
    public static bool IsMailFault(Exception exception) => exception
        is ProtocolException or CommandException or ServiceNotConnectedException or ServiceNotAuthenticatedException
        or MailKit.Security.AuthenticationException or MailKit.Security.SslHandshakeException
        or System.Net.Sockets.SocketException or IOException or TimeoutException or NotSupportedException;
}

/// <summary>There is no such address, or it takes no mail.</summary>
public sealed class AddressRefusedException(string message, Exception inner) : Exception(message, inner);
