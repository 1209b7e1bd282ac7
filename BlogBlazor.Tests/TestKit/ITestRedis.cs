using System.Net;
using System.Net.Sockets;

namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// A Redis that a test can take away and bring back on the same port, empty each time: <see cref="RedisServer"/>, the real
/// one, or <see cref="GarnetServerFixture"/>, which needs nothing installed.
/// </summary>
public interface ITestRedis : IAsyncDisposable
{
    int Port { get; }

    string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>It takes connections when this returns.</summary>
    Task StartAsync();

    /// <summary>Cuts every connection.</summary>
    Task StopAsync();

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
