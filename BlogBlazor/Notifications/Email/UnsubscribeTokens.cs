using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace BlogBlazor.Notifications.Email;

/// <summary>Lets whoever holds the mail stop the mails, and nothing else; it does not expire, as the mail does not.</summary>
public sealed class UnsubscribeTokens(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("unsubscribe");

    public string Make(string userId) => _protector.Protect(userId);

    /// <returns>The user; null when it was not made here.</returns>
    public string? Read(string? token)
    {
        try
        {
            return token is null ? null : _protector.Unprotect(token);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
