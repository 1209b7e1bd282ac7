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
        new BoundedChannelOptions(MaxWaitingSignals) { FullMode = BoundedChannelFullMode.DropOldest });

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        groups.MembershipChanged = group => _memberships.Writer.TryWrite(group);
        groups.SendToOthers = (group, signal) => _signals.Writer.TryWrite((group, signal));
        redis.ConnectionRestored += (_, _) => groups.RaiseMayHaveMissed();
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        // What was committed just before, by a short-lived process above all, is still sent.
        _signals.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
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
        var member = await ConnectAsync(stoppingToken);
        await foreach (var group in _memberships.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                // Looks at what is wanted now: a group joined and left in quick succession needs nothing.
                if (groups.IsJoined(group))
                {
                    await hub.AddToGroupAsync(member.ConnectionId, group, stoppingToken);
                    groups.RaiseMayHaveMissed();
                }
                else
                {
                    await hub.RemoveFromGroupAsync(member.ConnectionId, group, stoppingToken);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogMembershipFailed(group, e.Message);
                _ = TryAgainAsync(member, group, stoppingToken);
            }
        }
    }

    private async Task<BackplaneMember> ConnectAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var member = new BackplaneMember(_instance, groups, loggers);
            try
            {
                await hub.OnConnectedAsync(member);
                return member;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogMembershipFailed("(all)", e.Message);
                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
    }

    private async Task TryAgainAsync(BackplaneMember member, string group, CancellationToken stoppingToken)
    {
        try
        {
            // A failed add leaves the group marked as joined, and a second add would then do nothing.
            await hub.RemoveFromGroupAsync(member.ConnectionId, group, stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogMembershipFailed(group, e.Message);
        }

        await Task.Delay(RetryDelay, time, stoppingToken);
        _memberships.Writer.TryWrite(group);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Signal to {Group} not sent to other instances: {Reason}")]
    private partial void LogSignalDropped(string group, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Membership of {Group} not settled, trying again: {Reason}")]
    private partial void LogMembershipFailed(string group, string reason);
}
