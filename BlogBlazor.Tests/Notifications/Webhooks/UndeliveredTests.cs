using System.Net;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Notifications.Webhooks;

/// <summary>The list of what could not be delivered. How something gets there is in FailedDeliveryTests.</summary>
public sealed class UndeliveredTests : OutgoingWebhooksContext
{
    [Theory]
    [InlineData("en", "Not delivered", "Notification 7", "Send again", "Discard it", "https://example.com/hook", "1 hour ago", "503 Busy")]
    [InlineData("vi", "Chưa gửi được", "Thông báo 7", "Gửi lại", "Bỏ đi", "https://example.com/hook", "1 giờ trước", "503 Busy")]
    public async Task What_was_given_up_is_listed_with_its_address_time_and_answer(string language, string title, params string[] parts)
    {
        await FailAsync(await HookAsync(Lan), sequence: 7, failedAt: Now.AddHours(-1));
        Speak(language);

        var hooks = Open();

        hooks.WordsOf("h3").ShouldBe([title]);
        hooks.FindAll("li")[1].QuerySelectorAll("strong, button, .meta > *, code").Select(RoleQueries.Words).ShouldBe(parts);
    }

    [Fact]
    public async Task The_newest_fifty_that_were_given_up_are_listed()
    {
        var id = await HookAsync(Lan);
        for (var sequence = 1; sequence <= 51; sequence++)
        {
            await FailAsync(id, sequence);
        }

        Open().WordsOf("h3 + form strong").ShouldBe(Enumerable.Range(2, 50).Reverse().Select(sequence => $"Notification {sequence}"));
    }

    [Fact]
    public async Task What_is_sent_again_and_taken_is_off_the_list()
    {
        await Rows.NotifyAsync(Lan, 2);
        var id = await HookAsync(Lan);
        await FailAsync(id, sequence: 1);
        var other = await FailAsync(id, sequence: 2);

        var hooks = await PressAsync(Open, "Send again: notification 1");

        hooks.FindRole("status").Words().ShouldBe("Delivered.");
        Receiver.Asked.ShouldHaveSingleItem().AbsoluteUri.ShouldBe(Url);
        hooks.WordsOf("h3 + form strong").ShouldBe(["Notification 2"]);
        (await FailedAsync()).ShouldHaveSingleItem().Id.ShouldBe(other);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, "Bad gateway", 502, "502 Bad gateway")]
    [InlineData(null, null, null, "No answer: Connection refused")]
    public async Task What_fails_again_stays_with_its_new_answer(HttpStatusCode? status, string? text, int? kept, string shown)
    {
        await Rows.NotifyAsync(Lan, 1);
        await FailAsync(await HookAsync(Lan), sequence: 1, failedAt: Now.AddHours(-1));
        Receiver.Answer = status is { } code ? (code, text!) : null;

        var hooks = await PressAsync(Open, "Send again: notification 1");

        hooks.FindRole("alert").Words().ShouldBe("It failed again.");
        hooks.WordsOf("h3 + form code").ShouldBe([shown]);
        var row = (await FailedAsync()).ShouldHaveSingleItem();
        (row.Status, row.FailedAt).ShouldBe((kept, Now));
    }

    [Fact]
    public async Task What_is_gone_is_not_sent_and_is_off_the_list()
    {
        await Rows.NotifyAsync(Lan, "gone", subject: "posts/5");
        await Rows.RetractAsync("posts/5");
        await FailAsync(await HookAsync(Lan), sequence: 1);

        var hooks = await PressAsync(Open, "Send again: notification 1");

        hooks.FindRole("status").Words().ShouldBe("There is nothing to send any more.");
        hooks.FindAll("h3").ShouldBeEmpty();
        Receiver.Asked.ShouldBeEmpty();
        (await FailedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_discarded_is_not_sent_and_the_rest_stays()
    {
        await Rows.NotifyAsync(Lan, 2);
        var id = await HookAsync(Lan);
        await FailAsync(id, sequence: 1);
        var other = await FailAsync(id, sequence: 2);

        var hooks = await PressAsync(Open, "Discard notification 1");

        hooks.FindRole("status").Words().ShouldBe("Removed.");
        Receiver.Asked.ShouldBeEmpty();
        (await FailedAsync()).ShouldHaveSingleItem().Id.ShouldBe(other);
    }
}
