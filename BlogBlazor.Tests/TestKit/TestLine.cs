using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// A line to a server, which counts what goes over it, and can break as lines do when a cable is pulled or a network is left:
/// nothing passes any more, and neither end is told.
/// </summary>
public sealed class TestLine : IAsyncDisposable
{
    private readonly Uri _server;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentBag<TcpClient> _ends = [];
    private readonly Task _accepting;
    private CancellationTokenSource _breaking = new();
    private volatile bool _isCut;
    private long _bytes;

    public TestLine(Uri server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>What has passed so far in both directions, headers and all.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>What is connected now falls silent; what connects from now on gets through.</summary>
    public void Break() => Interlocked.Exchange(ref _breaking, new CancellationTokenSource()).Cancel();

    /// <summary>Nothing gets through any more, until <see cref="Mend"/>.</summary>
    public void Cut()
    {
        _isCut = true;
        Break();
    }

    /// <summary>What connects from now on gets through again; what was connected stays silent.</summary>
    public void Mend() => _isCut = false;

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var end in _ends)
        {
            end.Dispose();
        }

        _closing.Dispose();
        _breaking.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_closing.Token);
            _ends.Add(client);
            if (_isCut)
            {
                continue;
            }

            var server = new TcpClient { NoDelay = true };
            client.NoDelay = true;
            _ends.Add(server);
            await server.ConnectAsync(_server.Host, _server.Port, _closing.Token);
            var broken = _breaking.Token;
            _ = PassAsync(client, server, broken);
            _ = PassAsync(server, client, broken);
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to, CancellationToken broken)
    {
        try
        {
            // Broken, it neither reads nor closes: both ends stay open and hear nothing.
            var buffer = new byte[16 * 1024];
            for (int read; (read = await from.GetStream().ReadAsync(buffer, broken)) > 0;)
            {
                Interlocked.Add(ref _bytes, read);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), broken);
            }

            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException && !broken.IsCancellationRequested)
        {
            // One end is gone, and the other hears of it.
            to.Close();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Of a broken line nobody hears.
        }
    }
}
