using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BlogBlazor.Notifications.Webhooks;

/// <summary>Signing by the Standard Webhooks specification (standardwebhooks.com), version 1: HMAC-SHA256 with a shared secret.</summary>
public static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string Header = "webhook-signature";

    private const string Version = "v1,";
    private const string SecretPrefix = "whsec_";

    /// <summary>How far the sender's clock may be off, and how old a message that is sent again.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(32);

    /// <summary>As both sides write it.</summary>
    public static string Text(byte[] secret) => SecretPrefix + Convert.ToBase64String(secret);

    public static string Sign(byte[] secret, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hash.AppendData(body);
        return Version + Convert.ToBase64String(hash.GetHashAndReset());
    }

    public static string Timestamp(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether one of the signatures is right, and the timestamp of now. It takes the same time for every wrong one.</summary>
    /// <param name="signatures">With spaces between: a sender that changes its secret signs with both.</param>
    public static bool Verify(byte[] secret, string id, string timestamp, string signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - (decimal)seconds) > (decimal)Tolerance.TotalSeconds)
        {
            return false;
        }

        var right = Encoding.UTF8.GetBytes(Sign(secret, id, timestamp, body));
        return signatures.Split(' ').Aggregate(
            false, (found, given) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), right) || found);
    }
}
