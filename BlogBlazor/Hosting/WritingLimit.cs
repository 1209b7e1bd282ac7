using System.Threading.RateLimiting;
using BlogBlazor.Localization;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Hosting;

/// <summary>
/// How fast a user may write, whichever way: what is done on a page with a circuit is no request, and passes no middleware.
/// Requests are counted here too, but only half as many get through <see cref="RateLimitPolicies.Writing"/>: that limits them.
/// </summary>
public sealed class WritingLimit(IConfiguration configuration, IStringLocalizer<Texts> texts) : IDisposable
{
    private readonly PartitionedRateLimiter<string>? _limiter = configuration.GetValue("RateLimits:Enabled", true)
        ? PartitionedRateLimiter.Create<string, string>(userId => RateLimitPolicies.Partition(userId, 2 * RateLimitPolicies.WritingPerMinute))
        : null;

    /// <exception cref="TooFastException">Nothing may be written.</exception>
    public void ThrowIfTooFast(string userId)
    {
        using var lease = _limiter?.AttemptAcquire(userId);
        if (lease is { IsAcquired: false })
        {
            throw new TooFastException(texts["You are writing too fast. Please wait a moment."]);
        }
    }

    public void Dispose() => _limiter?.Dispose();
}
