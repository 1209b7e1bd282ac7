using System.Threading.RateLimiting;

namespace BlogBlazor.Notifications.Delivery;

/// <summary>
/// How fast a client may talk: bursts of 100 messages, 100 a minute on average (where OWASP's WebSocket cheat sheet
/// starts). The rate limiter's middleware sees the handshake only.
/// </summary>
internal sealed class MessageRateLimit(IConfiguration configuration)
{
    private readonly bool _enabled = configuration.GetValue("RateLimits:Enabled", true);

    public RateLimiter Create() => _enabled
        ? new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = 100,
            TokensPerPeriod = 5,
            ReplenishmentPeriod = TimeSpan.FromSeconds(3),
            AutoReplenishment = true,
            QueueLimit = 0,
        })
        : new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = int.MaxValue, QueueLimit = 0 });
}
