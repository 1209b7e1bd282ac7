using System.Globalization;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace BlogBlazor.Hosting;

public static class RateLimitPolicies
{
    /// <summary>Guessing passwords and registering, by address: Identity's lockout guards the single account.</summary>
    public const string SigningIn = "sign-in";

    /// <summary>Writing, by user; what comes through a circuit is limited by <see cref="WritingLimit"/>.</summary>
    public const string Writing = "writing";

    /// <summary>Opening sockets, by user or else address.</summary>
    public const string Handshake = "handshake";

    /// <summary>Having mail sent to somebody, by address.</summary>
    public const string Mailing = "mailing";

    public const int WritingPerMinute = 60;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void AddRateLimits(this IHostApplicationBuilder builder)
    {
        var enabled = builder.Configuration.GetValue("RateLimits:Enabled", true);
        builder.Services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = (context, _) =>
            {
                if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                {
                    context.HttpContext.Response.Headers.RetryAfter =
                        ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                }

                return ValueTask.CompletedTask;
            };
            Add(SigningIn, 60, Address);
            Add(Mailing, 10, Address);
            Add(Writing, WritingPerMinute, UserOrAddress);
            Add(Handshake, 120, UserOrAddress);

            void Add(string policy, int perMinute, Func<HttpContext, string> key) => options.AddPolicy(policy, context => enabled
                ? Partition(key(context), perMinute)
                : RateLimitPartition.GetNoLimiter(""));
        });
        builder.Services.AddSingleton<WritingLimit>();
    }

    public static RateLimitPartition<string> Partition(string key, int perMinute) =>
        RateLimitPartition.GetSlidingWindowLimiter(key, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = perMinute,
            Window = Window,
            SegmentsPerWindow = 6,
        });

    private static string UserOrAddress(HttpContext context) =>
        context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? Address(context);

    /// <summary>Of IPv6 the network: who has one address of it has all, more than there are limits.</summary>
    private static string Address(HttpContext context) => context.Connection.RemoteIpAddress switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } address => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } address => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        var address => address.ToString(),
    };
}
