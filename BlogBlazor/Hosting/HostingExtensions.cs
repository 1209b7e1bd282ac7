using Microsoft.AspNetCore.HttpOverrides;

namespace BlogBlazor.Hosting;

/// <summary>What every web application needs, and no feature.</summary>
public static class HostingExtensions
{
    private static readonly string[] CategoriesThatNameAddresses =
        ["Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Server.Kestrel"];

    private const string CorsPolicy = "allowed-origins";

    public static void AddHosting(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The longest post is 200,000 letters, each of them six bytes where JSON is sent in ASCII.
            kestrel.Limits.MaxRequestBodySize = 2 * 1024 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxConcurrentConnections = 10_000;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 10_000;
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.KeepTokensOutOfLogs();
        builder.AddRateLimits();
        builder.AddSecurityHeaders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = ErrorPages.AddRetryAfter);
        // Null where a type knows no null is the sender's mistake, for Identity's own endpoints too.
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.RespectNullableAnnotations = true);
        builder.AddApiDescription();
        builder.AddOutgoingRequests();
        // After all others: AddSignalR switches the interval off for the whole application.
        builder.Services.PostConfigure<WebSocketOptions>(options =>
        {
            // Dead peers are found within 25 s, and the line stays under the usual 60 s idle cut of proxies.
            options.KeepAliveInterval = TimeSpan.FromSeconds(10);
            options.KeepAliveTimeout = TimeSpan.FromSeconds(10);
        });
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
        var origins = builder.Configuration.GetSection("Notifications:AllowedOrigins").Get<string[]>() ?? [];
        builder.Services.AddCors(options => options.AddPolicy(
            CorsPolicy, policy => policy.WithOrigins(origins).AllowAnyHeader().WithMethods("GET", "POST")));
        builder.AddHealth();
        builder.AddTelemetry();
    }

    public static void UseHosting(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseErrorPages();
        app.RefuseNul();
        app.UseScriptsForEverySite();
        app.UseSiteSecurityHeaders();
        app.UseOwnCircuitsOnly();
        app.UseWhen(context => !context.IsForEverySite(), others => others.UseCors(CorsPolicy));
        app.UseWebSockets();
    }

    public static void MapHosting(this IEndpointRouteBuilder routes)
    {
        routes.MapHealth();
        routes.MapOpenApi();
    }

    /// <summary>PostgreSQL fails on it, and nobody types it. Kestrel refuses it in the path.</summary>
    private static void RefuseNul(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        }

        return next(context);
    });

    /// <summary>
    /// The host writes the address of each request to the log at Information, and a socket's address can hold a token. No
    /// configuration may switch that on.
    /// </summary>
    private static void KeepTokensOutOfLogs(this WebApplicationBuilder builder) =>
        builder.Services.PostConfigure<LoggerFilterOptions>(options =>
        {
            foreach (var category in CategoriesThatNameAddresses)
            {
                foreach (var rule in options.Rules.Where(r => r.CategoryName?.StartsWith(category, StringComparison.Ordinal) == true).ToList())
                {
                    options.Rules.Remove(rule);
                }

                var providers = options.Rules.Select(rule => rule.ProviderName).Distinct().ToList();
                foreach (var provider in providers.Append(null))
                {
                    options.Rules.Add(new LoggerFilterRule(provider, category, LogLevel.Warning, null));
                }
            }
        });
}
