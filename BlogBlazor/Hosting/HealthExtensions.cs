using BlogBlazor.Data;
using BlogBlazor.Signals;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace BlogBlazor.Hosting;

/// <summary>Whether the process lives, and whether what it needs can be reached, each part by its name.</summary>
public static class HealthExtensions
{
    public const string Database = "database";
    public const string Backplane = "backplane";

    public static void AddHealth(this IHostApplicationBuilder builder)
    {
        var health = builder.Services.AddHealthChecks().AddDbContextCheck<BlogDbContext>(
            // A query, since SQLite opens what is no database without looking into it.
            Database, customTestQuery: (db, cancellationToken) => db.Identities.AnyAsync(cancellationToken));
        if (builder.Configuration.GetConnectionString(SignalsExtensions.ConnectionName) is not null)
        {
            // Without Redis the site goes on and nothing is lost: it is degraded, and still ready.
            health.AddRedis(
                services => services.GetRequiredService<IConnectionMultiplexer>(),
                Backplane, HealthStatus.Degraded, timeout: TimeSpan.FromSeconds(2));
        }
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        parts = report.Entries.ToDictionary(
            part => part.Key,
            part => new { status = part.Value.Status.ToString(), description = Describe(part.Key, part.Value.Status) }),
    });

    /// <summary>In words of our own: those of the checks repeat exceptions, which may name servers and users.</summary>
    private static string Describe(string part, HealthStatus status) => (part, status) switch
    {
        (_, HealthStatus.Healthy) => "It answers.",
        (Database, _) => "It does not answer a query: nothing can be read or written.",
        (Backplane, _) => "Redis does not answer: what other instances write arrives by comparison, some seconds late.",
        _ => "It does not answer.",
    };
}
