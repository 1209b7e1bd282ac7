using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.StackExchangeRedis;
using StackExchange.Redis;

namespace BlogBlazor.Signals;

public static class SignalsExtensions
{
    public const string ConnectionName = "Redis";

    /// <summary>In process by default; with <c>ConnectionStrings:Redis</c> also between instances.</summary>
    /// <exception cref="StartupException">The connection string cannot be read.</exception>
    public static void AddSignals(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SignalGroups>();
        builder.Services.AddSignalR();
        if (builder.Configuration.GetConnectionString(ConnectionName) is not { } connectionString)
        {
            return;
        }

        var redis = ParseRedis(connectionString);
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(redis));
        // For this hub alone. AddStackExchangeRedis would put Redis under every hub, Blazor's too, and then no circuit could
        // connect while it is away.
        builder.Services.AddSingleton<HubLifetimeManager<SignalHub>, RedisHubLifetimeManager<SignalHub>>();
        builder.Services.AddOptions<RedisOptions>()
            .Configure<IServiceProvider>((options, services) =>
            {
                options.Configuration = redis;
                options.ConnectionFactory = _ => Task.FromResult(services.GetRequiredService<IConnectionMultiplexer>());
            });
        builder.Services.AddSingleton<BackplaneMetrics>();
        builder.Services.AddHostedService<Backplane>();
    }

    private static ConfigurationOptions ParseRedis(string connectionString)
    {
        try
        {
            var options = ConfigurationOptions.Parse(connectionString);
            if (options.EndPoints.Count == 0)
            {
                throw new ArgumentException("it names no server");
            }

            // Redis carries wake-ups only: the site starts and works without it, and never waits for it long.
            options.AbortOnConnectFail = false;
            options.ConnectRetry = 1;
            options.ConnectTimeout = 2000;
            options.SyncTimeout = 1000;
            options.AsyncTimeout = 1000;
            options.ChannelPrefix = options.ChannelPrefix.IsNullOrEmpty ? RedisChannel.Literal("blogblazor:") : options.ChannelPrefix;
            return options;
        }
        catch (ArgumentException e)
        {
            throw new StartupException($"ConnectionStrings:{ConnectionName} cannot be read: {e.Message}");
        }
    }
}
