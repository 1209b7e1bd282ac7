using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using StackExchange.Redis;

namespace BlogBlazor.Signals;

/// <summary>
/// Carries signals between instances over SignalR's Redis backplane. Nothing ever waits for it: what cannot be sent is
/// dropped, and the regular comparison with the database finds it.
/// </summary>
public sealed partial class Backplane(
    SignalGroups groups,
    HubLifetimeManager<SignalHub> hub,
    IConnectionMultiplexer redis,
    BackplaneMetrics metrics,
    TimeProvider time,
    ILoggerFactory loggers,
    ILogger<Backplane> logger) : BackgroundService
{
    /// <summary>At a few hundred bytes a signal, some megabytes wait for a slow Redis, and no more.</summary>
    private const int MaxWaitingSignals = 8192;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly string _instance = Guid.NewGuid().ToString("N");
    private readonly Channel<string> _memberships = Channel.CreateUnbounded<string>();
    private readonly Channel<(string Group, object Signal)> _signals = Channel.CreateBounded<(string, object)>(
        new BoundedChannelOptions(MaxWaitingSignals) { FullMode = BoundedChannelFullMode.DropOldest }, _ => metrics.Dropped());

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        groups.MembershipChanged = group => _memberships.Writer.TryWrite(group);
        groups.SendToOthers = (group, signal) => _signals.Writer.TryWrite((group, signal));
        foreach (var joinedBefore in groups.Joined)
        {
            _memberships.Writer.TryWrite(joinedBefore);
        }

        redis.ConnectionRestored += (_, _) => groups.RaiseMayHaveMissed(null);
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // What was committed just before, by a short-lived process above all, is still sent.
        _signals.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        // The hub's lifetime manager would wait for an answer to each goodbye, and throw when Redis gives none.
        await redis.GetSubscriber().UnsubscribeAllAsync(CommandFlags.FireAndForget);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(KeepMembershipsAsync(stoppingToken), SendSignalsAsync(stoppingToken));

    private async Task SendSignalsAsync(CancellationToken stoppingToken)
    {
        await foreach (var (group, signal) in _signals.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                await hub.SendGroupAsync(group, "Signal", [_instance, group, signal], CancellationToken.None);
            }
            catch (Exception e)
            {
                metrics.Dropped();
                LogSignalDropped(group, e.Message);
                if (stoppingToken.IsCancellationRequested)
                {
                    return;
                }
            }
        }
    }

    private async Task KeepMembershipsAsync(CancellationToken stoppingToken)
    {
        var member = new BackplaneMember(_instance, groups, loggers);
        await UntilItWorksAsync(_ => hub.OnConnectedAsync(member), stoppingToken);
        await foreach (var group in _memberships.Reader.ReadAllAsync(stoppingToken))
        {
            await UntilItWorksAsync(failedBefore => SettleAsync(group, failedBefore), stoppingToken);
        }
    }

    /// <summary>Looks at what is wanted now: a group joined and left in quick succession needs nothing.</summary>
    private async Task SettleAsync(string group, bool failedBefore)
    {
        if (failedBefore)
        {
            // The Redis client keeps a subscription that failed, with a queue that nobody reads. Leaving lets go of both,
            // and only who joined can leave.
            await hub.AddToGroupAsync(_instance, group);
            await hub.RemoveFromGroupAsync(_instance, group);
        }

        if (groups.IsJoined(group))
        {
            await hub.AddToGroupAsync(_instance, group);
            groups.RaiseMayHaveMissed(group);
        }
        else
        {
            await hub.RemoveFromGroupAsync(_instance, group);
        }
    }

    private async Task UntilItWorksAsync(Func<bool, Task> change, CancellationToken stoppingToken)
    {
        for (var failedBefore = false; ; failedBefore = true)
        {
            // Nothing is tried while Redis is away: each attempt would leave something behind.
            while (!redis.GetSubscriber().IsConnected())
            {
                await Task.Delay(RetryDelay, time, stoppingToken);
            }

            try
            {
                await change(failedBefore);
                return;
            }
            catch (Exception e)
            {
                LogMembershipFailed(e.Message);
                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Signal to {Group} not sent to other instances: {Reason}")]
    private partial void LogSignalDropped(string group, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A group could not be joined or left on Redis, trying again: {Reason}")]
    private partial void LogMembershipFailed(string reason);
}
