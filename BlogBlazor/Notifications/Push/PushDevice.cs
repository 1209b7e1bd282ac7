namespace BlogBlazor.Notifications.Push;

/// <summary>A browser that takes pushes for a user: what the Push API calls a subscription (RFC 8030).</summary>
public sealed class PushDevice
{
    public const int MaxEndpointLength = 2000;

    /// <summary>SHA-256 of the endpoint, which is too long for an index.</summary>
    public required string EndpointHash { get; init; }

    public required string UserId { get; set; }
    public required string Endpoint { get; init; }

    /// <summary>The browser's public key and secret, as it gives them (base64url).</summary>
    public required string P256dh { get; set; }
    public required string Auth { get; set; }

    /// <summary>What its user knows it by: "Firefox, Linux".</summary>
    public required string Name { get; set; }

    public required DateTime CreatedAt { get; init; }
    public DateTime? LastSuccessAt { get; set; }

    /// <summary>The last number that it was sent: where several are tried again, those that have it are left alone.</summary>
    public long SentUpTo { get; set; }

    /// <summary>In a row.</summary>
    public int Failures { get; set; }

    /// <summary>When the first of them was.</summary>
    public DateTime? FailingSince { get; set; }
}

/// <summary>With what this site signs its pushes (VAPID, RFC 8292): one row, since browsers subscribe to this key.</summary>
public sealed class PushKey
{
    public int Id { get; init; } = 1;

    /// <summary>The point of P-256, uncompressed, as base64url.</summary>
    public required string PublicKey { get; init; }

    /// <summary>The private key, under data protection.</summary>
    public required string ProtectedKey { get; init; }
}
