using BlogBlazor.Notifications.Webhooks;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Notifications.Webhooks;

/// <summary>The addresses that a user's notifications are sent to. What could not be delivered is in UndeliveredTests.</summary>
public sealed class OutgoingWebhooksTests : OutgoingWebhooksContext
{
    [Theory]
    [InlineData("en", "To other systems", "You have no webhooks yet.", "It begins with https:// and gets a POST.")]
    [InlineData("vi", "Gửi tới hệ thống khác", "Bạn chưa có webhook nào.", "Bắt đầu bằng https:// và sẽ nhận một yêu cầu POST.")]
    public void Whoever_has_none_is_told_so_and_what_an_address_must_be(string language, string title, string none, string hint)
    {
        Speak(language);

        var hooks = Open();

        hooks.WordsOf("h2").ShouldBe([title]);
        hooks.WordsOf(".empty").ShouldBe([none]);
        hooks.Described(hooks.Find("#Url")).ShouldBe(hint);
        hooks.FindAll("li, h3, [role=alert], [role=status]").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_added_gets_what_is_new_from_now_on_and_its_secret_is_shown_this_once()
    {
        await Rows.NotifyAsync(Lan, 3);

        var hooks = await SendAsync($" {Url} ");

        var row = (await WebhooksAsync()).ShouldHaveSingleItem();
        (row.UserId, row.Url, row.CreatedAt, row.Cursor).ShouldBe((Lan.Id, Url, Now, 3));
        row.Secret.Length.ShouldBe(32);
        hooks.Find(".shown-once p").Words().ShouldStartWith($"The secret of {Url} —");
        hooks.Find(".shown-once code").TextContent.ShouldBe(WebhookSignature.Text(row.Secret));
        hooks.Find("#Url").GetAttribute("value").ShouldBeNullOrEmpty();
        hooks.WordsOf("li").ShouldBe([$"{Url} Remove Nothing sent yet"]);
        Open().Markup.ShouldNotContain(WebhookSignature.Text(row.Secret));
    }

    [Theory]
    [InlineData("en", "http://example.com/hook", "Please give a whole address that begins with https://.")]
    [InlineData("vi", "example.com", "Hãy nhập địa chỉ đầy đủ, bắt đầu bằng https://.")]
    [InlineData("en", "", "Please give a whole address that begins with https://.")]
    [InlineData("en", "https://lan:secret@example.com/", "Please give a whole address that begins with https://.")]
    [InlineData("en", "https://127.0.0.1/hook", "This address is not on the public internet.")]
    [InlineData("vi", "https://10.0.0.1/hook", "Địa chỉ này không nằm trên internet công cộng.")]
    public async Task An_address_that_cannot_be_called_is_told_at_its_field_which_keeps_it(string language, string typed, string message)
    {
        Speak(language);

        var hooks = await SendAsync(typed);

        (hooks.Find("#Url").GetAttribute("value") ?? "").ShouldBe(typed);
        hooks.Find("#Url").GetAttribute("aria-invalid").ShouldBe("true");
        hooks.Described(hooks.Find("#Url")).ShouldBe(message);
        hooks.FindAll(".shown-once").ShouldBeEmpty();
        (await WebhooksAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(501, false)]
    public async Task An_address_is_no_longer_than_five_hundred_letters(int length, bool isTaken)
    {
        await SendAsync($"{Url}?".PadRight(length, 'a'));

        (await WebhooksAsync()).Count.ShouldBe(isTaken ? 1 : 0);
    }

    [Fact]
    public async Task One_address_is_added_once_by_each_user()
    {
        await HookAsync(Lan);
        await HookAsync(Minh, "https://example.com/minh");

        var again = await SendAsync(Url);
        again.Described(again.Find("#Url")).ShouldBe("You have a webhook of this address already.");
        (await WebhooksAsync()).Count.ShouldBe(2);

        await SendAsync("https://example.com/minh");
        (await WebhooksAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task There_are_at_most_ten_and_what_was_typed_stays()
    {
        for (var number = 1; number <= 9; number++)
        {
            await HookAsync(Lan, $"https://example.com/{number}");
        }

        (await SendAsync("https://example.com/10")).FindAll("li").Count.ShouldBe(10);
        var full = await SendAsync("https://example.com/11");

        full.FindRole("alert").Words().ShouldBe("You have 10 webhooks; remove one first.");
        full.Find("#Url").GetAttribute("value").ShouldBe("https://example.com/11");
        full.FindAll("li").Count.ShouldBe(10);
    }

    [Fact]
    public async Task What_cannot_be_saved_is_said_and_what_was_typed_stays()
    {
        Database.RefuseWrites("Webhooks");

        var hooks = await SendAsync(Url);

        hooks.FindRole("alert").Words().ShouldBe(Unsaved);
        hooks.Find("#Url").GetAttribute("value").ShouldBe(Url);
        hooks.Find("#Url").HasAttribute("aria-invalid").ShouldBeFalse();
        (await WebhooksAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("en", "Nothing sent yet", "Works", "Last delivered 1 hour ago", "Fails, and is tried again", "First failure 2 hours ago", "Last delivered 1 hour ago", "Switched off, since it only failed", "First failure 2 hours ago")]
    [InlineData("vi", "Chưa gửi gì", "Hoạt động tốt", "Gửi được lần cuối 1 giờ trước", "Đang gửi hỏng, sẽ được thử lại", "Hỏng lần đầu 2 giờ trước", "Gửi được lần cuối 1 giờ trước", "Đã tắt, vì chỉ toàn gửi hỏng", "Hỏng lần đầu 2 giờ trước")]
    public async Task Each_says_how_it_is_doing(string language, params string[] states)
    {
        await HookAsync(Lan, "https://example.com/1");
        await HookAsync(Lan, "https://example.com/2", deliveredAt: Now.AddHours(-1));
        await HookAsync(Lan, "https://example.com/3", deliveredAt: Now.AddHours(-1), failingSince: Now.AddHours(-2));
        await HookAsync(Lan, "https://example.com/4", failingSince: Now.AddHours(-2), disabledAt: Now);
        Speak(language);

        var hooks = Open();

        hooks.WordsOf("li strong").ShouldBe(Enumerable.Range(1, 4).Select(number => $"https://example.com/{number}"));
        hooks.WordsOf("li .meta > *").ShouldBe(states);
        hooks.FindAll("li").Select(item => item.QuerySelectorAll("button").Length).ShouldBe([1, 1, 1, 2]);
    }

    [Theory]
    [InlineData("en", 422, "I cannot read <this>", "422 I cannot read <this>")]
    [InlineData("en", null, "Connection refused", "No answer: Connection refused")]
    [InlineData("vi", null, "Connection refused", "Không có trả lời: Connection refused")]
    public async Task The_last_answer_of_one_that_fails_is_shown_as_text(string language, int? status, string answer, string shown)
    {
        await HookAsync(Lan, failingSince: Now, status: status, answer: answer);
        Speak(language);

        Open().WordsOf("li code").ShouldBe([shown]);
    }

    [Fact]
    public async Task One_that_does_not_fail_has_no_answer_to_show()
    {
        await HookAsync(Lan, deliveredAt: Now);

        Open().FindAll("li code").ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_sees_or_changes_another_s()
    {
        var own = await HookAsync(Lan, disabledAt: Now);
        var others = await HookAsync(Minh, "https://example.com/minh", disabledAt: Now);
        var failed = await FailAsync(others, sequence: 1);
        var ownFailed = await FailAsync(own, sequence: 1);
        Open().Markup.ShouldNotContain("minh");

        var removed = await PressAsync(Open, $"Remove {Url}", ("Change", $"remove-{others}"));
        var switchedOn = await PressAsync(Open, $"Switch on again: {Url}", ("Change", $"on-{others}"));
        await PressAsync(Open, "Discard notification 1", ("Failed", $"discard-{failed}"));
        var sent = await PressAsync(Open, "Send again: notification 1", ("Failed", $"send-{failed}"));

        removed.FindAll("[role=status]").ShouldBeEmpty();
        switchedOn.FindAll("[role=status]").ShouldBeEmpty();
        sent.FindRole("status").Words().ShouldBe("There is nothing to send any more.");
        Receiver.Asked.ShouldBeEmpty();
        (await WebhooksAsync()).Select(hook => (hook.Id, hook.DisabledAt)).ShouldBe([(own, Now), (others, Now)]);
        (await FailedAsync()).Select(one => one.Id).ShouldBe([failed, ownFailed]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("on-")]
    [InlineData("remove-x")]
    [InlineData("erase-1")]
    public async Task What_no_button_says_does_nothing(string forged)
    {
        await HookAsync(Lan, disabledAt: Now);

        var hooks = await PressAsync(Open, $"Remove {Url}", ("Change", forged));

        hooks.FindAll("[role=status], [role=alert]").ShouldBeEmpty();
        (await WebhooksAsync()).ShouldHaveSingleItem().DisabledAt.ShouldBe(Now);
    }

    [Theory]
    [InlineData("en", "Remove https://example.com/hook", "Removed.")]
    [InlineData("vi", "Xóa https://example.com/hook", "Đã xóa.")]
    public async Task One_is_removed_with_what_it_failed_to_deliver_and_the_others_stay(string language, string remove, string notice)
    {
        await FailAsync(await HookAsync(Lan), sequence: 1);
        var other = await HookAsync(Lan, "https://example.com/2");
        var failed = await FailAsync(other, sequence: 1);
        Speak(language);

        var hooks = await PressAsync(Open, remove);

        hooks.FindRole("status").Words().ShouldBe(notice);
        hooks.WordsOf("li strong")[0].ShouldBe("https://example.com/2");
        (await WebhooksAsync()).ShouldHaveSingleItem().Id.ShouldBe(other);
        (await FailedAsync()).ShouldHaveSingleItem().Id.ShouldBe(failed);
    }

    [Theory]
    [InlineData("en", "Switch on again: https://example.com/hook", "It is on again, and goes on where it stopped.")]
    [InlineData("vi", "Bật lại: https://example.com/hook", "Đã bật lại, và tiếp tục từ chỗ đã dừng.")]
    public async Task One_that_was_switched_off_is_tried_at_once_where_it_stopped_and_no_other(string language, string switchOn, string notice)
    {
        await HookAsync(Lan, failingSince: Now.AddDays(-3), disabledAt: Now, cursor: 7, attempts: 5, retryAt: Now.AddHours(4));
        await HookAsync(Lan, "https://example.com/2", failingSince: Now, disabledAt: Now, attempts: 5, retryAt: Now);
        Speak(language);

        var hooks = await PressAsync(Open, switchOn);

        hooks.FindRole("status").Words().ShouldBe(notice);
        hooks.FindAll("li button[value^=on-]").ShouldHaveSingleItem();
        var rows = await WebhooksAsync();
        (rows[0].DisabledAt, rows[0].FailingSince, rows[0].RetryAt, rows[0].Attempts, rows[0].Cursor).ShouldBe((null, null, null, 0, 7));
        (rows[1].DisabledAt, rows[1].FailingSince, rows[1].RetryAt, rows[1].Attempts).ShouldBe((Now, Now, Now, 5));
    }

    [Theory]
    [InlineData("Remove https://example.com/hook", "Webhooks")]
    [InlineData("Switch on again: https://example.com/hook", "Webhooks")]
    [InlineData("Discard notification 1", "FailedDeliveries")]
    public async Task A_change_that_cannot_be_saved_is_said_and_all_stays(string button, string table)
    {
        var id = await HookAsync(Lan, disabledAt: Now);
        await FailAsync(id, sequence: 1);
        Database.RefuseWrites(table);

        var hooks = await PressAsync(Open, button);

        hooks.FindRole("alert").Words().ShouldBe(Unsaved);
        hooks.FindAll("[role=status]").ShouldBeEmpty();
        hooks.FindAll("li").Count.ShouldBe(2);
        (await WebhooksAsync()).ShouldHaveSingleItem().DisabledAt.ShouldBe(Now);
        (await FailedAsync()).ShouldHaveSingleItem();
    }

    private Task<IRenderedComponent<OutgoingWebhooks>> SendAsync(string url) =>
        PressAsync(Open, hooks => hooks.Find("form:has(#Url) button"), ("Input.Url", url));
}
