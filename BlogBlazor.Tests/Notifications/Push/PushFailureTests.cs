using System.Globalization;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Push;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Tests.Notifications.Push;

/// <summary>A push that cannot go: it is tried again when the service said, or its browser is forgotten, and holds up nobody else's.</summary>
[Trait("Category", "Integration")]
public sealed class PushFailureTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_browser_that_is_gone_is_forgotten(int status)
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan");
        using var gone = await app.SubscribeAsync(lan, "gone");
        using var there = await app.SubscribeAsync(lan, "there");
        app.Push.Answers["gone"] = () => Results.StatusCode(status);
        await app.App.NotifyAsync(lan, 1);

        await app.RunAsync<PushJob>(AwayApplication.PushDue);

        app.Push.Requests.Select(r => r.Browser).ShouldBe(["gone", "there"], ignoreOrder: true);
        (await lan.GetJsonAsync("/api/push/subscriptions")).GetArrayLength().ShouldBe(1);
        app.Push.Answers["there"] = app.Push.Answers["gone"];
        await app.App.NotifyAsync(lan, 1);
        await app.RunAsync<PushJob>(AwayApplication.PushDue);
        await using var db = await app.OpenAsync();
        (await db.NotificationSettings.SingleAsync(Cancel)).HasPush.ShouldBeFalse();
    }

    [Fact]
    public async Task A_service_that_is_busy_is_asked_again_when_it_said_and_who_has_it_is_left_alone()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan");
        using var busy = await app.SubscribeAsync(lan, "busy");
        using var quick = await app.SubscribeAsync(lan, "quick");
        app.Push.Answers["busy"] = () => new Refusal(429, "600");
        await app.App.NotifyAsync(lan, 1);
        await app.RunAsync<PushJob>(AwayApplication.PushDue);
        app.Push.Answers.Clear();
        await app.RunAsync<PushJob>(TimeSpan.FromMinutes(9));
        app.Push.Requests.Count.ShouldBe(2);

        await app.RunAsync<PushJob>(TimeSpan.FromMinutes(2));

        app.Push.Requests.Select(r => r.Browser).Order().ShouldBe(["busy", "busy", "quick"]);
        await using var db = await app.OpenAsync();
        (await db.Inboxes.SingleAsync(Cancel)).ShouldSatisfyAllConditions(
            inbox => inbox.PushDueAt.ShouldBeNull(), inbox => inbox.PushedUpTo.ShouldBe(1), inbox => inbox.PushAttempts.ShouldBe(0));
    }

    [Theory]
    [InlineData(500, null, 2)]
    [InlineData(503, "1", 2)]
    [InlineData(429, "600", 10)]
    [InlineData(429, "864000", 24 * 60)]
    public async Task It_is_asked_again_after_what_it_said_but_neither_at_once_nor_after_days(int status, string? retryAfter, int minutes)
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan");
        using var busy = await app.SubscribeAsync(lan, "busy");
        app.Push.Answers["busy"] = () => new Refusal(status, retryAfter);
        await app.App.NotifyAsync(lan, 1);

        await app.RunAsync<PushJob>(AwayApplication.PushDue);

        (await DueInMinutesAsync(app)).ShouldBe(minutes);
    }

    [Fact]
    public async Task A_time_that_it_says_is_kept_and_the_latest_of_several_browsers_counts()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan");
        using var first = await app.SubscribeAsync(lan, "first");
        using var second = await app.SubscribeAsync(lan, "second");
        using var third = await app.SubscribeAsync(lan, "third");
        var date = (DateTimeOffset.UtcNow + AwayApplication.PushDue).AddMinutes(30).ToString("R", CultureInfo.InvariantCulture);
        (app.Push.Answers["first"], app.Push.Answers["second"], app.Push.Answers["third"]) =
            (() => new Refusal(429, "60"), () => new Refusal(429, date), () => new Refusal(429, "300"));
        await app.App.NotifyAsync(lan, 1);

        await app.RunAsync<PushJob>(AwayApplication.PushDue);

        (await DueInMinutesAsync(app)).ShouldBe(30);
    }

    [Theory]
    [InlineData("away", "Connection refused")]
    [InlineData("busy", "(503)")]
    public async Task A_service_that_has_no_time_is_tried_again_and_its_browser_is_kept_for_two_weeks(string why, string told)
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan");
        await app.WantMessagesAsync(lan, Channels.Push);
        using var browser = why == "away" ? new TestBrowser("https://127.0.0.1:9/push/away") : app.Push.NewBrowser(why);
        using var added = await lan.PostAsync("/api/push/subscriptions", browser.Subscription);
        app.Push.Answers["busy"] = () => new Refusal(503, null);
        await app.App.NotifyAsync(lan, 1);

        await app.RunAsync<PushJob>(AwayApplication.PushDue);

        (await DueInMinutesAsync(app)).ShouldBe(2);
        app.Told<PushJob>().ShouldHaveSingleItem().ShouldContain(told);
        for (var round = 0; round < PushJob.MaxFailures; round++)
        {
            await app.App.NotifyAsync(lan, 1);
            await app.RunAsync<PushJob>(TimeSpan.FromHours(5));
        }

        (await DevicesAsync()).ShouldBe(1);
        await app.RunAsync<SnoozeJob>();
        await app.App.NotifyAsync((await lan.ProfileAsync()).Id, "the last");
        await app.RunAsync<PushJob>(PushJob.LongestFailing - TimeSpan.FromDays(1));
        (await DevicesAsync()).ShouldBe(0);
        await app.RunAsync<SnoozeJob>();
        (await lan.GetJsonAsync("/api/notifications")).GetProperty("items").EnumerateArray()
            .ShouldContain(item => item.GetProperty("message").GetString() == "the last");

        async Task<int> DevicesAsync()
        {
            await using var db = await app.OpenAsync();
            return await db.PushDevices.CountAsync(Cancel);
        }
    }

    [Fact]
    public async Task A_service_whose_answer_never_ends_holds_up_nobody()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        using var endless = await app.SubscribeAsync(lan, "endless");
        using var phone = await app.SubscribeAsync(minh, "phone");
        app.Push.Answers["endless"] = () => new Endless();
        await app.App.NotifyAsync(lan, 1);
        await app.App.NotifyAsync(minh, 1);

        await app.RunAsync<PushJob>(AwayApplication.PushDue).WaitAsync(TestSocket.Patience, Cancel);

        app.Push.Requests.Select(request => request.Browser).ShouldBe(["endless", "phone"], ignoreOrder: true);
        await using var db = await app.OpenAsync();
        (await db.PushDevices.SingleAsync(device => device.Failures == 1, Cancel)).Endpoint.ShouldEndWith("endless");
    }

    [Fact]
    public async Task What_is_wanted_as_a_push_alone_and_reaches_no_browser_comes_into_the_inbox()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan");
        using var gone = await app.SubscribeAsync(lan, "gone");
        await app.WantMessagesAsync(lan, Channels.Push);
        await app.App.NotifyAsync(lan, 1);
        await app.RunAsync<PushJob>(AwayApplication.PushDue);
        app.Push.Answers["gone"] = () => Results.StatusCode(StatusCodes.Status410Gone);
        await app.App.NotifyAsync((await lan.ProfileAsync()).Id, "not pushed");
        await app.RunAsync<PushJob>(AwayApplication.PushDue);

        await app.RunAsync<SnoozeJob>();

        var item = (await lan.GetJsonAsync("/api/notifications")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        item.GetProperty("message").GetString().ShouldBe("not pushed");
    }

    [Fact]
    public async Task What_reached_one_of_several_browsers_stays_out_of_the_inbox()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan");
        using var gone = await app.SubscribeAsync(lan, "gone");
        using var there = await app.SubscribeAsync(lan, "there");
        app.Push.Answers["gone"] = () => Results.StatusCode(StatusCodes.Status410Gone);
        await app.WantMessagesAsync(lan, Channels.Push);
        await app.App.NotifyAsync(lan, 1);

        await app.RunAsync<PushJob>(AwayApplication.PushDue);

        await app.RunAsync<SnoozeJob>();
        (await lan.GetJsonAsync("/api/notifications")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_browser_that_fails_every_time_is_forgotten_in_the_end()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan");
        using var broken = await app.SubscribeAsync(lan, "broken");
        app.Push.Answers["broken"] = () => Results.StatusCode(StatusCodes.Status400BadRequest);
        await app.WantMessagesAsync(lan, Channels.Push);

        for (var round = 0; round < PushJob.MaxFailures; round++)
        {
            await app.App.NotifyAsync(lan, 1);
            await app.RunAsync<PushJob>(AwayApplication.PushDue);
        }

        app.Push.Requests.Count.ShouldBe(PushJob.MaxFailures);
        app.Told<PushJob>().Last().ShouldContain("(400)");
        await app.RunAsync<SnoozeJob>();
        (await lan.GetJsonAsync("/api/notifications")).GetProperty("items").GetArrayLength().ShouldBe(PushJob.MaxFailures);
        (await lan.GetJsonAsync("/api/push/subscriptions")).GetArrayLength().ShouldBe(0);
    }

    private static async Task<double> DueInMinutesAsync(AwayApplication app)
    {
        await using var db = await app.OpenAsync();
        var due = (await db.Inboxes.AsNoTracking().SingleAsync(Cancel)).PushDueAt.ShouldNotBeNull();
        return Math.Round((due - app.Clock.GetUtcNow().UtcDateTime).TotalMinutes);
    }

    private sealed class Endless : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
            await httpContext.Response.WriteAsync("It was", httpContext.RequestAborted);
            await httpContext.Response.Body.FlushAsync(httpContext.RequestAborted);
            await Task.Delay(Timeout.Infinite, httpContext.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed class Refusal(int status, string? retryAfter) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        }
    }
}
