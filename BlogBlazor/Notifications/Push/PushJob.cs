using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Hosting;
using BlogBlazor.Mail;
using BlogBlazor.Notifications.Away;
using BlogBlazor.Settings;
using Lib.Net.Http.WebPush;
using Lib.Net.Http.WebPush.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.Options;

namespace BlogBlazor.Notifications.Push;

/// <summary>One push for all that is due, to every browser of its user, encrypted for that browser.</summary>
public sealed partial class PushJob(
    PushKeys keys,
    PushText text,
    PushDevices devices,
    Mailer mailer,
    IOptions<SiteAddressOptions> address,
    IHttpMessageHandlerFactory handlers,
    IDbContextFactory<BlogDbContext> databases,
    CurrentSite site,
    TimeProvider time,
    ILogger<PushJob> logger) : AwayJob(Channels.Push, databases, site, time, logger)
{
    /// <summary>In a row: a browser that its push service refused so often is taken for gone.</summary>
    public const int MaxFailures = 10;

    /// <summary>The same where the service was busy or not to be reached, which may be for reasons of its own, or of ours.</summary>
    public static readonly TimeSpan LongestFailing = TimeSpan.FromDays(14);

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan TimeToLive = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly ILogger _logger = logger;

    protected override bool CanReach(Recipient recipient) => recipient.Settings.HasPush;

    protected override async Task<(DateTime? Again, bool HasReached)> SendAsync(UnseenNotifications unseen, DateTime retryAt)
    {
        var content = text.Of(unseen);
        var pair = await keys.PairAsync(CancellationToken.None);
        var all = await devices.ListAsync(unseen.Recipient.UserId, CancellationToken.None);
        var missing = all.Where(device => device.SentUpTo < unseen.UpTo).ToList();
        // Side by side: those whose service does not answer would hold up the others.
        var sent = await Task.WhenAll(missing.Select(device => SendAsync(device, content, pair, unseen.UpTo, retryAt)));
        return (sent.Max(outcome => outcome.Again), missing.Count < all.Count || sent.Any(outcome => outcome.HasReached));
    }

    private async Task<(DateTime? Again, bool HasReached)> SendAsync(
        PushDevice device, PushContent content, (string Public, string Private) pair, long upTo, DateTime retryAt)
    {
        using var http = new HttpClient(new StatusAlone { InnerHandler = handlers.CreateHandler(OutgoingRequests.Client) }, disposeHandler: false);
        http.Timeout = AnswerWithin;
        using var signature = SignatureBy(pair);
        var client = new PushServiceClient(http) { AutoRetryAfter = false, DefaultAuthentication = signature };
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
            await client.RequestPushMessageDeliveryAsync(subscription, message);
            await SucceededAsync(device, upTo);
            return (null, true);
        }
        catch (PushServiceClientException e) when ((int)e.StatusCode is 404 or 410)
        {
            await devices.RemoveAsync(device.UserId, device.EndpointHash, CancellationToken.None);
            return (null, false);
        }
        catch (PushServiceClientException e) when ((int)e.StatusCode is 429 or >= 500)
        {
            return (await FailedAsync(device, $"{(int)e.StatusCode}", isRefused: false) ? Later(e, retryAt) : null, false);
        }
        catch (PushServiceClientException e)
        {
            // It does not like what it got, and would not like it again.
            await FailedAsync(device, $"{(int)e.StatusCode}", isRefused: true);
            return (null, false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return (await FailedAsync(device, e.Message, isRefused: false) ? retryAt : null, false);
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

    private async Task SucceededAsync(PushDevice device, long upTo)
    {
        var now = Time.UtcNow();
        await ChangeAsync(device, set => set.SetProperty(d => d.SentUpTo, upTo).SetProperty(d => d.LastSuccessAt, now)
            .SetProperty(d => d.Failures, 0).SetProperty(d => d.FailingSince, (DateTime?)null));
    }

    /// <returns>False when it failed too often, and is gone.</returns>
    private async Task<bool> FailedAsync(PushDevice device, string problem, bool isRefused)
    {
        LogNotPushed(device.UserId, device.Name, problem);
        var now = Time.UtcNow();
        if (device.Failures + 1 >= MaxFailures && (isRefused || device.FailingSince < now - LongestFailing))
        {
            await devices.RemoveAsync(device.UserId, device.EndpointHash, CancellationToken.None);
            return false;
        }

        await ChangeAsync(device, set => set.SetProperty(d => d.Failures, d => d.Failures + 1)
            .SetProperty(d => d.FailingSince, d => d.FailingSince ?? now));
        return true;
    }

    private async Task ChangeAsync(PushDevice device, Action<UpdateSettersBuilder<PushDevice>> change)
    {
        await using var db = await Databases.CreateDbContextAsync();
        await using var write = await db.BeginWriteAsync(CancellationToken.None);
        await db.PushDevices.Where(d => d.EndpointHash == device.EndpointHash).ExecuteUpdateAsync(change);
        await write.CommitAsync(CancellationToken.None);
    }

    /// <summary>Push services want to know whom to write to when something is wrong.</summary>
    private VapidAuthentication SignatureBy((string Public, string Private) pair)
    {
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

    /// <summary>What a push service says beside its status is needed by nobody, and may be endless: the library would wait for it.</summary>
    private sealed class StatusAlone : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            response.Content.Dispose();
            response.Content = null;
            return response;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A push to {UserId}, {Browser}, failed ({Problem})")]
    private partial void LogNotPushed(string userId, string browser, string problem);
}
