using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BlogBlazor.Data;
using BlogBlazor.Hosting;
using BlogBlazor.Localization;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Settings;

namespace BlogBlazor.Notifications.Webhooks;

/// <summary>Makes one attempt to deliver one notification: a signed POST of its frame.</summary>
public sealed class WebhookSender(
    IHttpClientFactory clients, NotificationFrames frames, Epoch epoch, CurrentSite site, TimeProvider time)
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private const int MaxAnswerBytes = 1024;

    /// <param name="language">The recipient's; null for the site's own.</param>
    /// <param name="delivered">With the user's unread count, as on every surface.</param>
    public async Task<WebhookAnswer> SendAsync(
        Webhook webhook, string? language, Delivered delivered, CancellationToken cancellationToken)
    {
        // Only as far as this method and what it calls.
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(language ?? site.Settings.Language);
        var body = JsonSerializer.SerializeToUtf8Bytes(frames.Of(delivered)!.Body, NotificationFrames.Json);
        // The same at every attempt, so that a receiver knows what it has; without a full stop, which separates in what is signed.
        var id = string.Create(CultureInfo.InvariantCulture, $"msg_{epoch.Value}_{webhook.Id}_{delivered.Notification.Sequence}");
        var timestamp = WebhookSignature.Timestamp(time.GetUtcNow());
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url);
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.Add(WebhookSignature.IdHeader, id);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp);
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Sign(webhook.Secret, id, timestamp, body));

        using var timeout = new CancellationTokenSource(Timeout, time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var client = clients.CreateClient(OutgoingRequests.Client);
        int? status = null;
        TimeSpan? retryAfter = null;
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, enough.Token);
            status = (int)response.StatusCode;
            retryAfter = response.Headers.RetryAfter is { } header ? header.Delta ?? header.Date - time.GetUtcNow() : null;
            return new WebhookAnswer(
                status, response.IsSuccessStatusCode ? "" : await ReadAsync(response.Content, enough.Token), retryAfter);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new WebhookAnswer(status, $"No whole answer within {Timeout.TotalSeconds:0} s.", retryAfter);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new WebhookAnswer(status, UserText.Clean((e.InnerException ?? e).Message), retryAfter);
        }
    }

    private static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxAnswerBytes];
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return UserText.Clean(Encoding.UTF8.GetString(bytes, 0, length), multiline: true).Trim();
    }
}

/// <param name="Status">Null when there was no answer.</param>
/// <param name="Text">The beginning of a failure's body, or what went wrong.</param>
/// <param name="RetryAfter">How long the receiver asks to be left alone.</param>
public sealed record WebhookAnswer(int? Status, string Text, TimeSpan? RetryAfter)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>410: the receiver wants no more.</summary>
    public bool IsGone => Status is StatusCodes.Status410Gone;
}
