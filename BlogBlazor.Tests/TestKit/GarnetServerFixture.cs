using Garnet;

namespace BlogBlazor.Tests.TestKit;

/// <summary>Garnet, which speaks Redis, in this process.</summary>
public sealed class GarnetServerFixture : ITestRedis
{
    private GarnetServer? _server;

    public int Port { get; } = ITestRedis.FreePort();

    public Task StartAsync()
    {
        _server = new GarnetServer(
            ["--bind", "127.0.0.1", "--port", $"{Port}", "--memory", "64m", "--index", "1m", "--logger-level", "None", "-q"]);
        _server.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync()
    {
        _server?.Dispose();
        _server = null;
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
