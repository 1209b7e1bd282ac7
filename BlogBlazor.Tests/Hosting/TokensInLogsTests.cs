using System.Collections.Concurrent;
using BlogBlazor.Hosting;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BlogBlazor.Tests.Hosting;

[Trait("Category", "Integration")]
public sealed class TokensInLogsTests
{
    [Theory]
    [InlineData("Logging:LogLevel:Default", "Logging:LogLevel:Microsoft.AspNetCore")]
    [InlineData("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Logging:LogLevel:Microsoft.AspNetCore.Server.Kestrel.Connections")]
    [InlineData("Logging:Collected:LogLevel:Default", "Logging:Collected:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics")]
    public async Task A_token_in_an_address_reaches_no_log_whatever_is_configured(string key, string another)
    {
        var log = new CollectedLog();
        string token, personal;
        await using (var app = BlogApplication.Start(
            new Dictionary<string, string>
            {
                [key] = "Trace",
                [another] = "Trace",
                // Something is always said, so that a log that collects nothing is noticed.
                ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
            },
            services: services => services.AddSingleton<ILoggerProvider>(log)))
        {
            token = await UseTokenAsync(app, lan => lan.TokenAsync());
            personal = await UseTokenAsync(app, lan => app.AccessTokenAsync(lan, TokenScopes.ReadNotifications));
        }

        log.Lines.ShouldNotBeEmpty();
        log.Lines.ShouldNotContain(line => line.Contains(token, StringComparison.Ordinal)
            || line.Contains(personal, StringComparison.Ordinal)
            || line.Contains(Uri.EscapeDataString(token), StringComparison.Ordinal)
            || line.Contains("access_token=", StringComparison.Ordinal));
    }

    private static async Task<string> UseTokenAsync(BlogApplication app, Func<TestUser, Task<string>> make)
    {
        using var lan = await app.RegisterAsync(Guid.NewGuid().ToString("N"));
        var token = await make(lan);
        using var script = app.Anonymous();
        var query = "?after=0&access_token=" + Uri.EscapeDataString(token);

        using (await script.GetAsync("/api/notifications" + query))
        using (await script.GetAsync("/api/notifications/nothing" + query))
        using (await script.GetAsync("/ws/notifications" + query))
        await using (var socket = await script.ConnectAsync(query))
        {
            (await socket.ReceiveAsync()).Type().ShouldBe("welcome");
            await socket.CloseAsync();
        }

        return token;
    }

    [ProviderAlias("Collected")]
    private sealed class CollectedLog : ILoggerProvider, ISupportExternalScope
    {
        private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

        public ConcurrentQueue<string> Lines { get; } = new();

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void Dispose()
        {
        }

        private sealed class Logger(CollectedLog log, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => log._scopes.Push(state);

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                // The message, every value that goes with it, and the scopes around it.
                log.Lines.Enqueue($"{category}: {formatter(state, exception)} {exception}");
                Collect(state);
                log._scopes.ForEachScope((scope, _) => Collect(scope), (object?)null);
            }

            private void Collect(object? state)
            {
                log.Lines.Enqueue($"{category}: {state}");
                foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
                {
                    log.Lines.Enqueue($"{category}: {name}={value}");
                }
            }
        }
    }
}
