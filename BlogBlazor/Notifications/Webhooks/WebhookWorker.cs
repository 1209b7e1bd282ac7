using System.Collections.Concurrent;
using System.Threading.Channels;
using BlogBlazor.Data;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Signals;
using Microsoft.Extensions.Options;

namespace BlogBlazor.Notifications.Webhooks;

/// <summary>
/// Starts the delivery of what is due: by a comparison with the database at every
/// <see cref="NotificationOptions.ComparisonInterval"/>, and at once for users whose inbox grew by a write of this process,
/// where the comparison has shown that they have webhooks: for all others nobody asks. Many webhooks deliver at a time,
/// each on its own: one that is slow or dead delays no other.
/// </summary>
public sealed partial class WebhookWorker(
    WebhookLeases leases,
    WebhookDelivery delivery,
    SignalGroups groups,
    IOptions<NotificationOptions> options,
    TimeProvider time,
    ILogger<WebhookWorker> logger) : BackgroundService
{
    private const int MaxAtOnce = 64;
    private const int UsersPerQuery = 500;

    private readonly Channel<string> _grown = Channel.CreateBounded<string>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly ConcurrentDictionary<string, bool> _owners = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, Task> _running = new();
    private readonly DatabaseAbsence _absence = new(logger);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var membership = groups.Join<InboxGrew>(InboxGrew.Group, grew =>
        {
            if (_owners.ContainsKey(grew.UserId))
            {
                _grown.Writer.TryWrite(grew.UserId);
            }
        });
        try
        {
            await Task.WhenAll(StartWhenToldAsync(stoppingToken), StartRegularlyAsync(stoppingToken));
        }
        finally
        {
            await Task.WhenAll(_running.Values);
        }
    }

    private async Task StartWhenToldAsync(CancellationToken stoppingToken)
    {
        while (await _grown.Reader.WaitToReadAsync(stoppingToken))
        {
            var userIds = new HashSet<string>(StringComparer.Ordinal);
            while (userIds.Count < UsersPerQuery && _grown.Reader.TryRead(out var userId))
            {
                userIds.Add(userId);
            }

            await TryStartDueAsync(userIds, stoppingToken);
        }
    }

    private async Task StartRegularlyAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ComparisonInterval, time);
        do
        {
            await TryStartDueAsync(userIds: null, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private Task TryStartDueAsync(IReadOnlyCollection<string>? userIds, CancellationToken stoppingToken) =>
        _absence.TryAsync(() => StartDueAsync(userIds, stoppingToken), LogNotFound, stoppingToken);

    private async Task StartDueAsync(IReadOnlyCollection<string>? userIds, CancellationToken stoppingToken)
    {
        foreach (var webhook in await leases.FindDueAsync(userIds, MaxAtOnce, stoppingToken))
        {
            _owners.TryAdd(webhook.UserId, true);
            var ended = new TaskCompletionSource();
            if (_running.Count < MaxAtOnce && _running.TryAdd(webhook.Id, ended.Task))
            {
                _ = DeliverAsync(webhook, ended, stoppingToken);
            }
        }
    }

    private async Task DeliverAsync(DueWebhook webhook, TaskCompletionSource ended, CancellationToken stoppingToken)
    {
        try
        {
            await Task.Run(() => delivery.DeliverAsync(webhook.Id, stoppingToken), stoppingToken);
            _running.TryRemove(webhook.Id, out _);
            // What was written while the turn ended found it still running.
            _grown.Writer.TryWrite(webhook.UserId);
        }
        catch (Exception e)
        {
            _running.TryRemove(webhook.Id, out _);
            if (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e, webhook.Id);
            }
        }
        finally
        {
            ended.SetResult();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhooks could not be looked up; the next interval tries again")]
    private partial void LogNotFound(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Id} could not be delivered to; the next interval tries again")]
    private partial void LogFailed(Exception exception, int id);
}
