using BlogBlazor.Hosting;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace BlogBlazor.Tests.Hosting;

[Trait("Category", "Integration")]
public sealed class TelemetryTests
{
    [Fact]
    public async Task Metrics_traces_and_logs_arrive_at_the_collector()
    {
        await using var collector = await OtlpCollector.StartAsync();
        var settings = collector.Settings;
        settings["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information";
        await using (var app = BlogApplication.Start(settings))
        {
            using var lan = await app.RegisterAsync("lan");
            await using var socket = await lan.ConnectAsync();
            await app.NotifyAsync(lan, 1);
            await socket.ReceiveAsync();
        }

        await collector.ReceivedAsync(
            "metrics",
            "blogblazor.notifications.connections",
            "blogblazor.notifications.delivered",
            "blogblazor.notifications.delay",
            "http.server.request.duration",
            "dotnet.process.memory.working_set",
            Instance.Name);
        await collector.ReceivedAsync("traces", "notify", "deliver", "/ws/notifications");
        await collector.ReceivedAsync("logs", "Application started");
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task No_token_is_exported_whatever_is_configured(string withQueries)
    {
        await using var collector = await OtlpCollector.StartAsync();
        var settings = collector.Settings;
        settings["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = withQueries;
        settings["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace";
        settings["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information";
        settings["Logging:OpenTelemetry:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Trace";
        string token;
        await using (var app = BlogApplication.Start(settings))
        {
            using var lan = await app.RegisterAsync("lan");
            token = await lan.TokenAsync();
            await using var socket = await app.Anonymous().ConnectAsync("?after=0&access_token=" + Uri.EscapeDataString(token));
            await socket.ReceiveAsync("welcome");
            await socket.CloseAsync();
        }

        foreach (var exported in new[]
        {
            await collector.ReceivedAsync("traces", "/ws/notifications"),
            await collector.ReceivedAsync("logs", "Application is shutting down"),
            await collector.ReceivedAsync("metrics", "http.server.request.duration"),
        })
        {
            exported.ShouldNotContain(token);
            exported.ShouldNotContain(Uri.EscapeDataString(token));
        }
    }

    [Fact]
    public async Task Exported_logs_pass_the_filter_of_the_console()
    {
        await using var collector = await OtlpCollector.StartAsync();
        var settings = collector.Settings;
        settings["Logging:LogLevel:Default"] = "Error";
        settings["Logging:LogLevel:Told"] = "Information";
        await using (var app = BlogApplication.Start(settings))
        {
            var loggers = app.Services.GetRequiredService<ILoggerFactory>();
            Log("Kept", LogLevel.Warning, "This is not");
            Log("Told", LogLevel.Information, "This is exported");

            void Log(string category, LogLevel level, string text) =>
                loggers.CreateLogger(category).Log(level, default, text, exception: null, (written, _) => written);
        }

        (await collector.ReceivedAsync("logs", "This is exported")).ShouldNotContain("This is not");
    }

    [Fact]
    public async Task Without_an_endpoint_nothing_is_collected_for_export()
    {
        await using var app = BlogApplication.Start();

        app.Services.GetService<MeterProvider>().ShouldBeNull();
        app.Services.GetService<TracerProvider>().ShouldBeNull();
    }

    [Theory]
    [InlineData("collector:4317")]
    [InlineData("nonsense")]
    public void An_endpoint_that_is_no_address_stops_the_start(string endpoint)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;

        Should.Throw<StartupException>(builder.AddTelemetry).Message.ShouldContain("OTEL_EXPORTER_OTLP_ENDPOINT");
    }
}
