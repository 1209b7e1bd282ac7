using BlogBlazor.Accounts;
using BlogBlazor.Notifications.Webhooks;
using BlogBlazor.Notifications.Webhooks.Incoming;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Tests.Notifications.Webhooks.Incoming;

/// <summary>The addresses at which other systems notify a user. What arrives there is in IncomingHooksApiTests.</summary>
public sealed class IncomingHooksTests : StaticPageContext
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en", "From other systems", "You have no such addresses yet.", "What you will know it by, such as “backup on the NAS”.")]
    [InlineData("vi", "Nhận từ hệ thống khác", "Bạn chưa có địa chỉ nào như vậy.", "Tên để bạn nhận ra, ví dụ “sao lưu trên NAS”.")]
    public void Whoever_has_none_is_told_so(string language, string title, string none, string hint)
    {
        Speak(language);

        var hooks = Open();

        hooks.WordsOf("h2").ShouldBe([title]);
        hooks.WordsOf(".empty").ShouldBe([none]);
        hooks.Described(hooks.Find("#Name")).ShouldBe(hint);
        hooks.FindAll("li, [role=alert], [role=status]").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("en", "Add an address", "The secret of backup —", "Remove backup", "Never used")]
    [InlineData("vi", "Thêm địa chỉ", "Khóa bí mật của backup —", "Xóa backup", "Chưa dùng lần nào")]
    public async Task What_is_added_has_an_address_and_a_secret_that_is_shown_this_once(
        string language, string add, string secret, string remove, string used)
    {
        Speak(language);

        var hooks = await PressAsync(Open, add, ("Input.Name", " backup "));

        var row = (await HooksAsync()).ShouldHaveSingleItem();
        (row.UserId, row.Name, row.CreatedAt, row.UsedAt).ShouldBe((Lan.Id, "backup", Start.UtcDateTime, null));
        hooks.Find(".shown-once p").Words().ShouldStartWith(secret);
        hooks.Find(".shown-once code").TextContent.ShouldBe(WebhookSignature.Text(row.Secret));
        hooks.Find("#Name").GetAttribute("value").ShouldBeNullOrEmpty();
        hooks.WordsOf("li strong").ShouldBe(["backup"]);
        hooks.WordsOf("li code").ShouldBe([$"http://localhost/api/hooks/{row.Id}"]);
        hooks.WordsOf("li .meta").ShouldBe([used]);
        hooks.FindButton(remove);
        Open().Markup.ShouldNotContain(WebhookSignature.Text(row.Secret));
    }

    [Fact]
    public async Task The_oldest_comes_first_and_each_says_when_it_was_used()
    {
        await AddAsync(Lan, "first", usedAt: Start.UtcDateTime.AddHours(-2));
        Clock.Advance(TimeSpan.FromMinutes(1));
        await AddAsync(Lan, "second");

        var hooks = Open();

        hooks.WordsOf("li strong").ShouldBe(["first", "second"]);
        hooks.WordsOf("li .meta").ShouldBe(["Last used 2 hours ago", "Never used"]);
    }

    [Theory]
    [InlineData("en", "Add an address", " ", "Please write something here.")]
    [InlineData("vi", "Thêm địa chỉ", "", "Xin viết gì đó vào đây.")]
    [InlineData("en", "Add an address", "backup", "You have a hook of this name already.")]
    [InlineData("vi", "Thêm địa chỉ", "backup", "Bạn đã có một địa chỉ mang tên này.")]
    public async Task A_name_that_cannot_be_taken_is_told_at_its_field_which_keeps_it(string language, string add, string typed, string message)
    {
        await AddAsync(Lan, "backup");
        Speak(language);

        var hooks = await PressAsync(Open, add, ("Input.Name", typed));

        (hooks.Find("#Name").GetAttribute("value") ?? "").ShouldBe(typed);
        hooks.Find("#Name").GetAttribute("aria-invalid").ShouldBe("true");
        hooks.Described(hooks.Find("#Name")).ShouldBe(message);
        hooks.FindAll(".shown-once").ShouldBeEmpty();
        (await HooksAsync()).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public async Task A_name_is_no_longer_than_sixty_letters(int length, bool isTaken)
    {
        await PressAsync(Open, "Add an address", ("Input.Name", new string('a', length)));

        (await HooksAsync()).Count.ShouldBe(isTaken ? 1 : 0);
    }

    [Fact]
    public async Task There_are_at_most_ten_for_each_user_and_what_was_typed_stays()
    {
        await AddAsync(Minh, "minh's");
        for (var number = 1; number <= 9; number++)
        {
            await AddAsync(Lan, $"hook {number}");
        }

        (await PressAsync(Open, "Add an address", ("Input.Name", "hook 10"))).FindAll("li").Count.ShouldBe(10);
        var full = await PressAsync(Open, "Add an address", ("Input.Name", "hook 11"));

        full.FindRole("alert").Words().ShouldBe("You have 10 hooks; remove one first.");
        full.Find("#Name").GetAttribute("value").ShouldBe("hook 11");
        full.FindAll("li").Count.ShouldBe(10);
    }

    [Theory]
    [InlineData("en", "Remove backup", "Removed.")]
    [InlineData("vi", "Xóa backup", "Đã xóa.")]
    public async Task One_is_removed_and_the_others_stay(string language, string remove, string notice)
    {
        await AddAsync(Lan, "backup");
        var other = await AddAsync(Lan, "other");
        var others = await AddAsync(Minh, "backup");
        Speak(language);

        var hooks = await PressAsync(Open, remove);

        hooks.FindRole("status").Words().ShouldBe(notice);
        hooks.WordsOf("li strong").ShouldBe(["other"]);
        (await HooksAsync()).Select(hook => hook.Id).ShouldBe([other.Id, others.Id], ignoreOrder: true);
    }

    [Fact]
    public async Task Nobody_sees_or_removes_another_s()
    {
        var others = await AddAsync(Minh, "minh's");
        var own = await AddAsync(Lan, "backup");
        Open().WordsOf("li strong").ShouldBe(["backup"]);

        await PressAsync(Open, "Remove backup", ("Remove", others.Id));

        (await HooksAsync()).Select(hook => hook.Id).ShouldBe([own.Id, others.Id], ignoreOrder: true);
    }

    [Fact]
    public async Task What_cannot_be_saved_is_said_and_what_was_typed_stays()
    {
        await AddAsync(Lan, "backup");
        Database.RefuseWrites("IncomingHooks");

        var added = await PressAsync(Open, "Add an address", ("Input.Name", "another"));
        var removed = await PressAsync(Open, "Remove backup");

        added.FindRole("alert").Words().ShouldBe("It could not be saved just now. Please try again.");
        added.Find("#Name").GetAttribute("value").ShouldBe("another");
        added.FindAll(".shown-once").ShouldBeEmpty();
        removed.FindRole("alert").Words().ShouldBe("It could not be saved just now. Please try again.");
        removed.FindAll("[role=status]").ShouldBeEmpty();
        (await HooksAsync()).ShouldHaveSingleItem().Name.ShouldBe("backup");
    }

    private IRenderedComponent<IncomingHooks> Open() => Render<IncomingHooks>(parameters => parameters.Add(hooks => hooks.UserId, Lan.Id));

    private Task<IncomingHook> AddAsync(CurrentUser user, string name, DateTime? usedAt = null) =>
        Rows.AddAsync(new IncomingHook
        {
            UserId = user.Id,
            Name = name,
            Secret = WebhookSignature.NewSecret(),
            CreatedAt = Clock.GetUtcNow().UtcDateTime,
            UsedAt = usedAt,
        });

    private async Task<List<IncomingHook>> HooksAsync()
    {
        await using var db = await Rows.OpenAsync();
        return await db.IncomingHooks.AsNoTracking().ToListAsync(Cancel);
    }
}
