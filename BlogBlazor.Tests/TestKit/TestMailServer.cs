using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MimeKit;
using SmtpServer;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace BlogBlazor.Tests.TestKit;

/// <summary>A real SMTP server on loopback, which keeps what it gets.</summary>
public sealed class TestMailServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Task _running;

    public TestMailServer()
    {
        Port = FreePort();
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add(new Store(this));
        services.Add(new Filter(this));
        var options = new SmtpServerOptionsBuilder().ServerName("mail.test")
            .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, Port))).Build();
        _running = new SmtpServer.SmtpServer(options, services).StartAsync(_stop.Token);
    }

    public int Port { get; }

    public ConcurrentQueue<MimeMessage> Messages { get; } = new();

    /// <summary>Addresses that do not exist (550).</summary>
    public HashSet<string> Unknown { get; } = [];

    /// <summary>What it says to every recipient, where it takes none.</summary>
    public SmtpResponse? Refusal { get; set; }

    /// <summary>Called when a message has arrived, before the server says so.</summary>
    public Action? OnArrival { get; set; }

    /// <summary>"Try later" (4xx) to every message.</summary>
    public bool IsBusy { get; set; }

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Email:Smtp:Host"] = "127.0.0.1",
        ["Email:Smtp:Port"] = $"{Port}",
        ["Email:Smtp:Security"] = "None",
        ["Email:From"] = "The blog <blog@example.org>",
        ["Site:Address"] = "https://blog.example.org",
    };

    /// <summary>The next that arrives, for what is sent in the background.</summary>
    /// <param name="patience">For what waits for a round of the scheduler, or several.</param>
    public async Task<MimeMessage> ReceiveAsync(TimeSpan? patience = null)
    {
        await _arrived.WaitAsync(patience ?? TestSocket.Patience, TestContext.Current.CancellationToken);
        Messages.TryDequeue(out var message).ShouldBeTrue();
        return message!;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _arrived.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Store(TestMailServer server) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            if (server.IsBusy)
            {
                return new SmtpResponse(SmtpReplyCode.Aborted, "try later");
            }

            using var bytes = new MemoryStream(buffer.ToArray());
            server.Messages.Enqueue(await MimeMessage.LoadAsync(bytes, cancellationToken));
            server._arrived.Release();
            server.OnArrival?.Invoke();
            return SmtpResponse.Ok;
        }
    }

    private sealed class Filter(TestMailServer server) : MailboxFilter
    {
        public override Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) =>
            server.Refusal is { } refusal ? throw new SmtpResponseException(refusal)
                : Task.FromResult(!server.Unknown.Contains($"{to.User}@{to.Host}"));
    }
}
