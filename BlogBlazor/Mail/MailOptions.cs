using System.ComponentModel.DataAnnotations;
using MailKit.Security;
using MimeKit;

namespace BlogBlazor.Mail;

/// <summary>Without a host nothing is mailed, and no page speaks of it.</summary>
public sealed class MailOptions : IValidatableObject
{
    public const string SectionName = "Email";

    public SmtpServerOptions Smtp { get; init; } = new();

    /// <summary>As in "Blog &lt;blog@example.org&gt;".</summary>
    public string? From { get; init; }

    public bool IsOn => !string.IsNullOrWhiteSpace(Smtp.Host);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsOn)
        {
            yield break;
        }

        if (Smtp.Port is < 1 or > 65535)
        {
            yield return new ValidationResult("Email:Smtp:Port must be from 1 to 65535.");
        }

        if (!MailboxAddress.TryParse(From, out var from) || !from.Address.Contains('@', StringComparison.Ordinal))
        {
            yield return new ValidationResult("Email:From must be an address, as in 'Blog <blog@example.org>', since Email:Smtp:Host is set.");
        }

        if (Smtp.Username is { Length: > 0 } != Smtp.Password is { Length: > 0 })
        {
            yield return new ValidationResult("Email:Smtp:Username and Email:Smtp:Password must be given together, or neither.");
        }
    }
}

public sealed class SmtpServerOptions
{
    public string? Host { get; init; }
    public int Port { get; init; } = 587;
    public string? Username { get; init; }
    public string? Password { get; init; }

    /// <summary><c>StartTls</c>, <c>SslOnConnect</c> (port 465), or <c>None</c> for a server on this machine.</summary>
    public SecureSocketOptions Security { get; init; } = SecureSocketOptions.StartTls;
}
