using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace BlogBlazor.Tests.TestKit;

/// <summary>Debian's redis-server in a process of its own. Where it is not installed the test is skipped.</summary>
public sealed class RedisServer : ITestRedis
{
    private const string Path = "/usr/bin/redis-server";

    private Process? _process;

    public int Port { get; } = ITestRedis.FreePort();

    public async Task StartAsync()
    {
        Assert.SkipUnless(File.Exists(Path), $"{Path} is not installed (apt-get install redis-server)");
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(Path)
            {
                ArgumentList = { "--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no" },
                RedirectStandardOutput = true,
            },
            EnableRaisingEvents = true,
        };
        _process.OutputDataReceived += (_, e) =>
        {
            if (e.Data?.Contains("Ready to accept connections", StringComparison.Ordinal) == true)
            {
                started.TrySetResult();
            }
        };
        _process.Exited += (_, _) => started.TrySetException(new InvalidOperationException("redis-server did not start."));
        _process.Start();
        _process.BeginOutputReadLine();
        await started.Task.WaitAsync(TestSocket.Patience);
    }

    public async Task StopAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
            _process = null;
        }
    }

    /// <summary>Its connections stay open, and it answers nothing.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Frozen, it leaves a question unanswered for longer than the application waits for any answer.</summary>
    public async Task StaysSilentAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        await client.GetStream().WriteAsync("PING\r\n"u8.ToArray());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        await Should.ThrowAsync<OperationCanceledException>(
            async () => await client.GetStream().ReadExactlyAsync(new byte[1], patience.Token));
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, $"{_process!.Id}"]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }
}
