using AngleSharp.Html.Parser;
using BlogBlazor.Data;
using BlogBlazor.Notifications.Webhooks;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Webhooks;

/// <summary>What becomes of what cannot be delivered, and how its owner hears of it.</summary>
[Trait("Category", "Integration")]
public sealed class FailedDeliveryTests : OneWebhookTests
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Lan.AddWebhookAsync(Receiver.Url);
    }

    [Fact]
    public async Task What_is_given_up_is_listed_with_its_last_answer_and_can_be_sent_again_while_the_next_one_is_delivered()
    {
        Receiver.Answer = async (received, context) =>
        {
            if (received.Sequence != 1)
            {
                return 200;
            }

            context.Response.StatusCode = 422;
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, "I cannot read <this>", Cancel);
            return 422;
        };
        await App.NotifyAsync(LanId, ["one", "two"]);

        await PassTimeUntilAsync(TimeSpan.FromHours(5), () => Task.FromResult(Receiver.Taken.Count == 1));

        Receiver.Taken.ShouldBe([2]);
        Receiver.All.Count(r => r.Sequence == 1).ShouldBe(9);
        await App.UntilAsync(w => w is { Cursor: 2, FailingSince: null });
        (await WordsAsync()).ShouldContain("422 I cannot read <this>");

        (await PressAsync("Failed", "send-")).ShouldContain("It failed again.");
        Receiver.AnswerWith(200);
        var sent = await PressAsync("Failed", "send-");

        sent.ShouldContain("Delivered.");
        sent.ShouldNotContain("Not delivered");
        Receiver.Taken.ShouldBe([2, 1]);
        Receiver.All.Where(r => r.Sequence == 1).Select(r => r.Id).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_switched_off_its_owner_told_and_on_again_it_goes_on_where_it_stopped()
    {
        Receiver.AnswerWith(410);
        await App.NotifyAsync(LanId, ["one", "two"]);

        await App.UntilAsync(w => w.DisabledAt is not null);
        var told = (await Lan.GetJsonAsync("/api/notifications?after=2")).GetProperty("items")[0];
        told.Text("kind").ShouldBe("webhook");
        told.Text("message").ShouldBe("Your webhook to 127.0.0.1 was switched off, since it only failed");
        told.Text("link").ShouldBe("/account/webhooks");
        Receiver.All.Count.ShouldBe(1);

        Receiver.AnswerWith(200);
        (await PressAsync("Change", "on-")).ShouldContain("It is on again");

        await Receiver.UntilAsync(r => r.Taken.Count == 3);
        Receiver.Taken.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_receiver_that_fails_for_days_is_switched_off()
    {
        Receiver.AnswerWith(500);
        await App.NotifyAsync(LanId, Enumerable.Range(1, 30).Select(number => $"{number}"));

        await PassTimeUntilAsync(TimeSpan.FromHours(5), async () => (await App.WebhookAsync()).DisabledAt is not null);

        var webhook = await App.WebhookAsync();
        (webhook.DisabledAt - webhook.FailingSince)!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromDays(3));
        // Some were given up meanwhile; all of them can be sent again.
        var words = await WordsAsync();
        for (var number = 1; number <= webhook.Cursor; number++)
        {
            words.ShouldContain($"Notification {number}");
        }
    }

    [Fact]
    public async Task Two_failures_with_days_between_them_in_which_nothing_was_tried_switch_nothing_off()
    {
        Receiver.AnswerWith(500);
        await App.NotifyAsync(LanId, ["one"]);
        await App.UntilAsync(w => w is { Attempts: > 0, LeasedBy: null });

        Time.Later += TimeSpan.FromDays(4);
        await Receiver.UntilAsync(r => r.All.Count > 1);
        await App.UntilAsync(w => w.LeasedBy is null);

        (await App.WebhookAsync()).DisabledAt.ShouldBeNull();
    }

    [Fact]
    public async Task What_failed_is_listed_as_long_as_its_notification_is_there()
    {
        Receiver.AnswerWith(500);
        await App.NotifyAsync(LanId, ["one"]);
        await PassTimeUntilAsync(TimeSpan.FromHours(5), async () => (await App.WebhookAsync()).Cursor == 1);

        await PurgeAsync();
        (await WordsAsync()).ShouldContain("Not delivered");
        // Somebody else has one of the same number.
        using var minh = await App.RegisterAsync("minh");
        await App.NotifyAsync(minh, 1);
        await using (var db = await App.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel))
        {
            await db.Notifications.Where(n => n.RecipientId == LanId).ExecuteDeleteAsync(Cancel);
        }

        await PurgeAsync();
        (await WordsAsync()).ShouldNotContain("Not delivered");

        Task PurgeAsync() => App.Hosted<FailedDeliveryRetention>().PurgeAsync(Cancel);
    }

    [Fact]
    public async Task What_failed_is_its_owner_s_alone()
    {
        Receiver.AnswerWith(410);
        await App.NotifyAsync(LanId, ["one"]);
        await App.UntilAsync(w => w.DisabledAt is not null);
        using var minh = await App.RegisterAsync("minh");
        var id = (await App.WebhookAsync()).Id;

        using var removed = await minh.Http.DeleteAsync(new Uri($"/api/webhooks/{id}", UriKind.Relative), Cancel);
        var form = await PageForm.OpenAsync(minh, "/account/webhooks");

        removed.StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        form.Page.Body!.TextContent.ShouldNotContain("127.0.0.1");
        (await minh.GetJsonAsync("/api/webhooks")).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await Lan.GetJsonAsync("/api/webhooks")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    private async Task<string> WordsAsync() => (await PageForm.OpenAsync(Lan, "/account/webhooks")).Page.Body!.TextContent;

    /// <summary>Presses the button whose value begins so, as a browser without JavaScript does.</summary>
    /// <returns>The words of the page that comes back.</returns>
    private async Task<string> PressAsync(string name, string value)
    {
        var page = (await PageForm.OpenAsync(Lan, "/account/webhooks")).Page;
        var button = page.QuerySelector($"button[name={name}][value^='{value}']").ShouldNotBeNull();
        var fields = button.Closest("form")!.QuerySelectorAll("input")
            .Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value") ?? ""))
            .Append(KeyValuePair.Create(name, button.GetAttribute("value")!));
        using var response = await Lan.Http.PostAsync(
            new Uri("/account/webhooks", UriKind.Relative), new FormUrlEncodedContent(fields), Cancel);
        response.EnsureSuccessStatusCode();
        return (await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync(Cancel), Cancel)).Body!.TextContent;
    }

    /// <summary>Each step is taken once the attempt before it has failed, so that none is left out.</summary>
    private async Task PassTimeUntilAsync(TimeSpan step, Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(2 * TestSocket.Patience);
        while (!await condition())
        {
            await Task.Delay(50, patience.Token);
            var webhook = await App.WebhookAsync();
            if (webhook is { LeasedBy: null, DisabledAt: null } && webhook.RetryAt > Time.GetUtcNow().UtcDateTime)
            {
                Time.Later += step;
            }
        }
    }
}
