using System.Security.Claims;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Signals;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace BlogBlazor.Tests.Notifications.Delivery;

public sealed class NotificationReceiversTests : IDisposable
{
    private static readonly ClaimsPrincipal Lan = new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "lan")], "test"));

    private readonly SignalGroups _groups = new();
    private readonly FakeNotificationLog _log = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly FakeSignInWatch _signIns = new();
    private readonly NotificationReceivers _receivers;

    public NotificationReceiversTests() => _receivers = new NotificationReceivers(
        _signIns,
        new NotificationSubscriptions(_groups, _log, TestMeters.Unheard, _time),
        Options.Create(new NotificationOptions { MaxSocketsPerUser = 1 }),
        _lifetime,
        _time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_written_before_the_stream_begins_is_news_to_a_client_without_a_cursor()
    {
        _log.Commit(3);
        using var receiver = await OpenAsync();

        _groups.Send(NotificationSignal.GroupOf("lan"), _log.Commit());

        await using var events = receiver.ReadAllAsync(Cancel).GetAsyncEnumerator(Cancel);
        (await events.MoveNextAsync()).ShouldBeTrue();
        events.Current.ShouldBeOfType<Welcomed>();
        (await events.MoveNextAsync()).ShouldBeTrue();
        events.Current.ShouldBeOfType<Delivered>().Notification.Sequence.ShouldBe(4);
    }

    [Fact]
    public async Task A_failed_opening_leaves_no_place_taken()
    {
        _log.Failures = 1;
        await Should.ThrowAsync<Exception>(OpenAsync);
        _signIns.Open.ShouldBe(0);
        _groups.Joined.ShouldBeEmpty();

        using (await OpenAsync())
        {
            (await Should.ThrowAsync<ReceiverRefusedException>(OpenAsync)).Status.ShouldBe(429);
            _signIns.Open.ShouldBe(1);
        }

        using var again = await OpenAsync();
    }

    [Fact]
    public async Task Who_has_left_is_heard_of_no_more_and_leaves_once()
    {
        var left = await OpenAsync();
        left.Dispose();
        left.Dispose();
        _signIns.Open.ShouldBe(0);
        _groups.Joined.ShouldBeEmpty();

        using var again = await OpenAsync();

        (await Should.ThrowAsync<ReceiverRefusedException>(OpenAsync)).Status.ShouldBe(429);
        _receivers.DrainAsync(Cancel).IsCompleted.ShouldBeFalse("One has left, and one is open.");
    }

    [Fact]
    public async Task A_sign_in_that_has_ended_lets_nobody_in()
    {
        _signIns.Refuses = true;

        var refused = await Should.ThrowAsync<ReceiverRefusedException>(OpenAsync);

        (refused.Status, refused.Message).ShouldBe((401, "This sign-in has ended."));
    }

    [Fact]
    public async Task Who_leaves_at_a_heartbeat_does_not_wait_for_the_next_event()
    {
        using var receiver = await OpenAsync();
        var events = receiver.ReadAllAsync(CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
        (await events.MoveNextAsync()).ShouldBeTrue();
        var beat = events.MoveNextAsync();
        _time.Advance(TimeSpan.FromSeconds(15));
        (await beat.AsTask().WaitAsync(TestSocket.Patience, Cancel)).ShouldBeTrue();
        events.Current.ShouldBeOfType<Heartbeat>();

        await events.DisposeAsync().AsTask().WaitAsync(TestSocket.Patience, Cancel);
    }

    [Fact]
    public async Task A_stopping_server_ends_its_receivers_and_lets_nobody_in()
    {
        (await OpenAsync()).Dispose();
        using var receiver = await OpenAsync();
        var ended = new TaskCompletionSource();
        using var onEnd = receiver.Ending.Register(ended.SetResult);

        _lifetime.StopApplication();

        await ended.Task.WaitAsync(TestSocket.Patience, Cancel);
        receiver.End.ShouldBe(ReceiverEnd.Restarting);
        var refused = await Should.ThrowAsync<ReceiverRefusedException>(OpenAsync);
        (refused.Status, refused.Message).ShouldBe((503, "The server is restarting."));
        var drained = _receivers.DrainAsync(Cancel);
        drained.IsCompleted.ShouldBeFalse();
        receiver.Dispose();
        await drained.WaitAsync(TestSocket.Patience, Cancel);
    }

    public void Dispose() => _lifetime.StopApplication();

    private Task<Receiver> OpenAsync() => _receivers.OpenAsync(Lan, expiresAt: null, default, Surface.WebSocket, Cancel);
}
