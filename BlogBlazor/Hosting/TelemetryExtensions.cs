using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace BlogBlazor.Hosting;

/// <summary>Metrics, traces and logs over OTLP, once OpenTelemetry's own key says where to.</summary>
public static class TelemetryExtensions
{
    private const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <exception cref="StartupException">The endpoint is no address.</exception>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (builder.Configuration[EndpointKey] is not { Length: > 0 } endpoint)
        {
            return;
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            // OpenTelemetry itself would go on in silence, and send to its default address.
            throw new StartupException($"{EndpointKey} must be an http or https address.");
        }

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                builder.Configuration["OTEL_SERVICE_NAME"] ?? "blogblazor",
                serviceVersion: Instance.Version,
                serviceInstanceId: Instance.Name))
            .WithMetrics(metrics => metrics.AddMeter(
                "BlogBlazor.*", "Microsoft.AspNetCore.*", "Microsoft.EntityFrameworkCore", "System.Runtime"))
            .WithTracing(tracing => tracing
                .AddSource("BlogBlazor")
                .AddAspNetCoreInstrumentation(options =>
                {
                    // Of a circuit's messages, those that are clicks and forms are spans of Blazor itself; the rest would drown them.
                    options.EnableAspNetCoreSignalRSupport = false;
                    options.Filter = context => !context.Request.Path.StartsWithSegments("/health");
                    // A query can hold a token. No configuration may switch that on.
                    options.EnrichWithHttpRequest = (activity, _) => activity.SetTag("url.query", null);
                }))
            .WithLogging(configureBuilder: null, options => options.IncludeFormattedMessage = true)
            .UseOtlpExporter();
    }
}
