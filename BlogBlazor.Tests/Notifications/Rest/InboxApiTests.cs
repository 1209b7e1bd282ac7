using System.Net;
using System.Text.Json;
using BlogBlazor.Notifications;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.Rest;

/// <summary>Seen, unread and archived over HTTP. What these states mean is in InboxStatesTests.</summary>
[Trait("Category", "Integration")]
public sealed class InboxApiTests : IAsyncLifetime
{
    private BlogApplication _app = null!;
    private TestUser _lan = null!;

    public async ValueTask InitializeAsync()
    {
        _app = BlogApplication.Start();
        _lan = await _app.RegisterAsync("lan");
        await _app.NotifyAsync(_lan, 3);
    }

    public async ValueTask DisposeAsync()
    {
        _lan.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task What_was_seen_is_told_to_the_other_receivers()
    {
        await using var socket = await _lan.ConnectAsync("?after=3");

        using var nothing = await PostAsync("seen", new { upTo = 0 });
        using var seen = await PostAsync("seen", new { upTo = 2 });

        nothing.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        seen.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var frame = await socket.ReceiveAsync("change");
        (frame.Text("state"), frame.Number("upTo"), frame.Number("unread")).ShouldBe(("seen", 2, 3));
    }

    [Fact]
    public async Task What_was_read_becomes_unread_again()
    {
        using var read = await PostAsync("read", new { upTo = 3 });

        (await CountAsync("unread", new { ids = new[] { 1, 3 } })).ShouldBe(2);

        (await _lan.GetJsonAsync("/api/notifications?unread=true")).Ids().ShouldBe([1, 3]);
    }

    [Fact]
    public async Task What_is_archived_counts_no_more_and_comes_back()
    {
        (await CountAsync("archive", new { ids = new[] { 1, 2 } })).ShouldBe(1);
        (await ItemsAsync()).ShouldBe([(1, true, null), (2, true, null), (3, false, null)]);

        (await CountAsync("unarchive", new { ids = new[] { 2 } })).ShouldBe(2);
        (await ItemsAsync()).ShouldBe([(1, true, null), (2, false, null), (3, false, null)]);
    }

    [Fact]
    public async Task What_is_put_off_is_archived_until_then()
    {
        var until = DateTime.UtcNow.Date.AddDays(2);

        (await CountAsync("archive", new { ids = new[] { 2 }, until })).ShouldBe(2);

        (await ItemsAsync()).ShouldBe([(1, false, null), (2, true, until), (3, false, null)]);
    }

    [Theory]
    [InlineData("unread")]
    [InlineData("archive")]
    [InlineData("unarchive")]
    public async Task From_one_to_a_thousand_are_chosen_at_once(string act)
    {
        using var thousand = await PostAsync(act, new { ids = Enumerable.Range(1, 1000) });
        using var more = await PostAsync(act, new { ids = Enumerable.Range(1, 1001) });
        using var none = await PostAsync(act, new { ids = Array.Empty<long>() });
        using var nothing = await PostAsync(act, new { });

        thousand.StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var refused in new[] { more, none, nothing })
        {
            await refused.ShouldBeInvalidAtAsync("ids", "from 1 to 1000 at once");
        }
    }

    [Fact]
    public async Task A_number_or_a_time_that_cannot_be_is_a_problem_at_its_field()
    {
        using var below = await PostAsync("seen", new { upTo = -1 });
        using var past = await PostAsync("archive", new { ids = new[] { 1 }, until = DateTimeOffset.UtcNow.AddMinutes(-1) });
        using var tooFar = await PostAsync("archive", new { ids = new[] { 1 }, until = DateTimeOffset.UtcNow + Snooze.Longest + TimeSpan.FromDays(1) });

        await below.ShouldBeInvalidAtAsync("upTo", "must be at least 0");
        foreach (var refused in new[] { past, tooFar })
        {
            await refused.ShouldBeInvalidAtAsync("until", $"must be a time to come, within {Snooze.Longest.TotalDays} days");
        }

        (await ItemsAsync()).ShouldBe([(1, false, null), (2, false, null), (3, false, null)]);
    }

    private Task<HttpResponseMessage> PostAsync(string act, object body) => _lan.PostAsync($"/api/notifications/{act}", body);

    /// <returns>The unread count that it answers.</returns>
    private async Task<long> CountAsync(string act, object body)
    {
        using var response = await PostAsync(act, body);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await TestUser.ReadAsync(response)).Number("unread");
    }

    private async Task<List<(long Id, bool IsArchived, DateTime? SnoozedUntil)>> ItemsAsync() =>
    [
        .. (await _lan.GetJsonAsync("/api/notifications")).GetProperty("items").EnumerateArray().Select(item => (
            item.Number("id"),
            item.GetProperty("archivedAt").ValueKind != JsonValueKind.Null,
            item.GetProperty("snoozedUntil") is { ValueKind: not JsonValueKind.Null } until ? until.GetDateTime() : (DateTime?)null)),
    ];
}
