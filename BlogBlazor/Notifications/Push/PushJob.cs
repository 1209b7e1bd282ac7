using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Hosting;
using BlogBlazor.Mail;
using BlogBlazor.Notifications.Away;
using BlogBlazor.Settings;
using Lib.Net.Http.WebPush;
using Lib.Net.Http.WebPush.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BlogBlazor.Notifications.Push;

/// <summary>One push for all that is due, to every browser of its user, encrypted for that browser.</summary>
public sealed partial class PushJob(
    PushKeys keys,
    PushText text,
    PushDevices devices,
    Mailer mailer,
    IOptions<SiteAddressOptions> address,
    IHttpClientFactory clients,
    IDbContextFactory<BlogDbContext> databases,
    CurrentSite site,
    TimeProvider time,
    ILogger<PushJob> logger) : AwayJob(Channels.Push, databases, site, time, logger)
{
    /// <summary>In a row: after so many a browser is taken for gone.</summary>
    public const int MaxFailures = 10;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan TimeToLive = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly ILogger _logger = logger;

    protected override bool CanReach(Recipient recipient) => recipient.Settings.HasPush;

    protected override async Task<DateTime?> SendAsync(UnseenNotifications unseen, DateTime retryAt, CancellationToken cancellationToken)
    {
        var content = text.Of(unseen);
        using var http = clients.CreateClient(OutgoingRequests.Client);
        http.Timeout = AnswerWithin;
        using var signature = await SignatureAsync(cancellationToken);
        var client = new PushServiceClient(http) { AutoRetryAfter = false, DefaultAuthentication = signature };
        DateTime? again = null;
        foreach (var device in await devices.ListAsync(unseen.Recipient.UserId, cancellationToken))
        {
            if (device.SentUpTo < unseen.UpTo && await SendAsync(client, device, content, unseen.UpTo, retryAt, cancellationToken) is { } later)
            {
                again = again > later ? again : later;
            }
        }

        return again;
    }

    /// <returns>Null when there is no more to do for this one, or when to try it again.</returns>
    private async Task<DateTime?> SendAsync(
        PushServiceClient client, PushDevice device, PushContent content, long upTo, DateTime retryAt, CancellationToken cancellationToken)
    {
        var message = new PushMessage(content.ToJson())
        {
            TimeToLive = (int)TimeToLive.TotalSeconds,
            Topic = content.Topic,
            Urgency = PushMessageUrgency.Normal,
        };
        var subscription = new PushSubscription { Endpoint = device.Endpoint };
        subscription.SetKey(PushEncryptionKeyName.P256DH, device.P256dh);
        subscription.SetKey(PushEncryptionKeyName.Auth, device.Auth);
        try
        {
            await client.RequestPushMessageDeliveryAsync(subscription, message, cancellationToken);
            await SucceededAsync(device, upTo, cancellationToken);
            return null;
        }
        catch (PushServiceClientException e) when ((int)e.StatusCode is 404 or 410)
        {
            await devices.RemoveAsync(device.UserId, device.EndpointHash, cancellationToken);
            return null;
        }
        catch (PushServiceClientException e) when ((int)e.StatusCode is 429 or >= 500)
        {
            return await FailedAsync(device, $"{(int)e.StatusCode}", cancellationToken) ? Later(e, retryAt) : null;
        }
        catch (PushServiceClientException e)
        {
            // It does not like what it got, and would not like it again.
            await FailedAsync(device, $"{(int)e.StatusCode}", cancellationToken);
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return await FailedAsync(device, e.Message, cancellationToken) ? retryAt : null;
        }
    }

    private DateTime Later(PushServiceClientException refused, DateTime retryAt)
    {
        var now = Time.UtcNow();
        var asked = refused.Headers?.RetryAfter is not { } after ? now
            : after.Delta is { } delta ? now + (delta < LongestWait ? delta : LongestWait)
            : after.Date?.UtcDateTime ?? now;
        return asked > retryAt ? asked.InMicroseconds() : retryAt;
    }

    private async Task SucceededAsync(PushDevice device, long upTo, CancellationToken cancellationToken)
    {
        var now = Time.UtcNow();
        await using var db = await Databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await db.PushDevices.Where(d => d.EndpointHash == device.EndpointHash).ExecuteUpdateAsync(
            set => set.SetProperty(d => d.SentUpTo, upTo).SetProperty(d => d.LastSuccessAt, now).SetProperty(d => d.Failures, 0), cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    /// <returns>False when it failed too often, and is gone.</returns>
    private async Task<bool> FailedAsync(PushDevice device, string problem, CancellationToken cancellationToken)
    {
        LogNotPushed(device.UserId, device.Name, problem);
        if (device.Failures + 1 >= MaxFailures)
        {
            await devices.RemoveAsync(device.UserId, device.EndpointHash, cancellationToken);
            return false;
        }

        await using var db = await Databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await db.PushDevices.Where(d => d.EndpointHash == device.EndpointHash)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.Failures, d => d.Failures + 1), cancellationToken);
        await write.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Push services want to know whom to write to when something is wrong.</summary>
    private async Task<VapidAuthentication> SignatureAsync(CancellationToken cancellationToken)
    {
        var pair = await keys.PairAsync(cancellationToken);
        var contact = address.Value.Address is { } own && own.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? own
            : mailer.From is { } from ? $"mailto:{from.Address}"
            : null;
        var signature = new VapidAuthentication(pair.Public, pair.Private);
        if (contact is not null)
        {
            signature.Subject = contact;
        }

        return signature;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A push to {UserId}, {Browser}, failed ({Problem})")]
    private partial void LogNotPushed(string userId, string browser, string problem);
}
