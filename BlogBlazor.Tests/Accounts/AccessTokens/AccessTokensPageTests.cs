using BlogBlazor.Accounts;
using BlogBlazor.Accounts.AccessTokens;
using BlogBlazor.Hosting;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Accounts.AccessTokens;

/// <summary>The page in each of its states. That a real browser gets through it, and what a token is good for, is in the tests beside this.</summary>
public sealed class AccessTokensPageTests() : StaticPageContext(services =>
    services.AddScoped<AccessTokenService>().AddSingleton<SignInWatch>())
{
    private const string Make = "Make a token";
    private const string Unsaved = "It could not be saved just now. Please try again.";

    private static readonly DateTime Now = Start.UtcDateTime;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en", "Access tokens", "You have no tokens yet.", "Make a token", "7 days", "30 days", "90 days", "365 days")]
    [InlineData("vi", "Mã truy cập", "Bạn chưa có mã nào.", "Tạo mã", "7 ngày", "30 ngày", "90 ngày", "365 ngày")]
    public void Whoever_has_none_is_told_so_and_can_make_one(string language, string title, string none, string make, params string[] lives)
    {
        Speak(language);

        var page = Open();

        page.WordsOf("h1").ShouldBe([title]);
        page.WordsOf(".empty").ShouldBe([none]);
        page.FindButton(make);
        page.WordsOf("option").ShouldBe(lives);
        page.Find("option[selected]").GetAttribute("value").ShouldBe("30");
        page.FindAll("input[checked], li, [role=alert], [role=status], [aria-invalid]").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("en", "read posts and comments, your drafts too posts:read", "write, change and delete your posts, and upload pictures posts:write", "comment and react comments:write", "receive your notifications notifications:read", "mark your notifications as read notifications:write", "send you notifications, or anybody if you are an administrator notifications:send", "add and remove your webhooks webhooks:write")]
    [InlineData("vi", "đọc bài viết và bình luận, kể cả bản nháp của bạn posts:read", "viết, sửa và xóa bài của bạn, tải ảnh lên posts:write", "bình luận và bày tỏ cảm xúc comments:write", "nhận thông báo của bạn notifications:read", "đánh dấu thông báo của bạn là đã đọc notifications:write", "gửi thông báo cho bạn, hoặc cho bất kỳ ai nếu bạn là quản trị viên notifications:send", "thêm và xóa webhook của bạn webhooks:write")]
    public void Each_scope_is_said_in_words(string language, params string[] scopes)
    {
        Speak(language);

        Open().WordsOf(".scopes label").ShouldBe(scopes);
    }

    [Fact]
    public async Task What_is_made_is_shown_this_once_kept_as_a_hash_and_can_what_was_chosen_for_as_long_as_was_chosen()
    {
        var page = await PressAsync(
            Open, Make, ("Input.Name", " NAS "), ("Input.Days", "90"), ("Input.Scopes", TokenScopes.ReadPosts), ("Input.Scopes", TokenScopes.WritePosts));

        var row = (await TokensAsync()).ShouldHaveSingleItem();
        (row.UserId, row.Name, row.Scopes, row.CreatedAt, row.ExpiresAt, row.LastUsedAt)
            .ShouldBe((Lan.Id, "NAS", "posts:read posts:write", Now, Now.AddDays(90), null));
        page.Find(".shown-once p").Words().ShouldStartWith("Your new token —");
        var secret = page.Find(".shown-once code").TextContent;
        secret.ShouldStartWith("bbt_");
        row.Hash.ShouldBe(AccessToken.HashOf(secret));
        page.WordsOf("li strong, li .meta:not(:has(*)), li .meta > *").ShouldBe(["NAS", "posts:read, posts:write", "Expires on 5/31/2026", "Never used"]);
        Open().Markup.ShouldNotContain(secret);
        // Nothing of it is left in the form.
        page.Find("#Name").GetAttribute("value").ShouldBeNullOrEmpty();
        page.FindAll("input[checked]").ShouldBeEmpty();
        page.Find("option[selected]").GetAttribute("value").ShouldBe("30");
    }

    [Theory]
    [InlineData("7")]
    [InlineData("365")]
    public async Task It_lives_as_long_as_was_chosen(string days)
    {
        await PressAsync(Open, Make, ("Input.Name", "NAS"), ("Input.Days", days), ("Input.Scopes", TokenScopes.ReadPosts));

        (await TokensAsync()).ShouldHaveSingleItem().ExpiresAt.ShouldBe(Now.AddDays(int.Parse(days, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("en", "Make a token", " ", "Please write something here.")]
    [InlineData("vi", "Tạo mã", "", "Xin viết gì đó vào đây.")]
    [InlineData("en", "Make a token", "backup", "You have a token of this name already.")]
    [InlineData("vi", "Tạo mã", "backup", "Bạn đã có một mã mang tên này.")]
    public async Task A_name_that_cannot_be_taken_is_told_at_its_field_and_all_that_was_typed_stays(string language, string make, string typed, string message)
    {
        await AddAsync(Lan, "backup");
        Speak(language);

        var page = await PressAsync(Open, make, ("Input.Name", typed), ("Input.Days", "365"), ("Input.Scopes", TokenScopes.WritePosts));

        page.Find("#Name").GetAttribute("aria-invalid").ShouldBe("true");
        page.Described(page.Find("#Name")).ShouldBe(message);
        (page.Find("#Name").GetAttribute("value") ?? "").ShouldBe(typed);
        Typed(page).ShouldBe((TokenScopes.WritePosts, "365"));
        page.FindAll(".shown-once, [role=alert]").ShouldBeEmpty();
        (await TokensAsync()).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public async Task A_name_is_no_longer_than_sixty_letters(int length, bool isTaken)
    {
        await PressAsync(Open, Make, ("Input.Name", new string('a', length)), ("Input.Scopes", TokenScopes.ReadPosts));

        (await TokensAsync()).Count.ShouldBe(isTaken ? 1 : 0);
    }

    [Theory]
    [InlineData("en", "Make a token", "", "Please choose what it may do.")]
    [InlineData("vi", "Tạo mã", "", "Hãy chọn những gì mã được phép làm.")]
    [InlineData("en", "Make a token", "everything", "Please choose what it may do.")]
    public async Task One_that_may_do_nothing_or_what_there_is_not_is_told_at_the_boxes(string language, string make, string scope, string message)
    {
        Speak(language);

        var page = await PressAsync(Open, make, [("Input.Name", "NAS"), .. scope.Length > 0 ? [("Input.Scopes", scope)] : Array.Empty<(string, string)>()]);

        page.Described(page.Find(".scopes")).ShouldBe(message);
        page.Find("#Name").GetAttribute("value").ShouldBe("NAS");
        page.Find("#Name").HasAttribute("aria-invalid").ShouldBeFalse();
        (await TokensAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("29")]
    [InlineData("100000")]
    public async Task A_life_that_is_not_offered_is_told_at_its_field(string days)
    {
        var page = await PressAsync(Open, Make, ("Input.Name", "NAS"), ("Input.Days", days), ("Input.Scopes", TokenScopes.ReadPosts));

        page.Described(page.Find("#Days")).ShouldBe("Please choose one of these.");
        (await TokensAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task There_are_at_most_fifty_for_each_user_and_what_was_typed_stays()
    {
        await AddAsync(Minh, "minh's");
        for (var number = 1; number <= 49; number++)
        {
            await AddAsync(Lan, $"token {number}");
        }

        (await PressAsync(Open, Make, ("Input.Name", "token 50"), ("Input.Scopes", TokenScopes.ReadPosts))).FindAll("li").Count.ShouldBe(50);
        var full = await PressAsync(Open, Make, ("Input.Name", "token 51"), ("Input.Scopes", TokenScopes.ReadPosts));

        full.FindRole("alert").Words().ShouldBe("You have 50 tokens; revoke one first.");
        full.Find("#Name").GetAttribute("value").ShouldBe("token 51");
        full.FindAll("li").Count.ShouldBe(50);
    }

    [Theory]
    [InlineData("en", "Expires on 3/3/2026", "Last used 2 hours ago", "Expired", "Never used", "Expires on 3/2/2026", "Never used")]
    [InlineData("vi", "Hết hạn ngày 03/03/2026", "Dùng lần cuối 2 giờ trước", "Đã hết hạn", "Chưa dùng lần nào", "Hết hạn ngày 02/03/2026", "Chưa dùng lần nào")]
    public async Task The_newest_comes_first_and_each_says_how_long_it_is_good_and_when_it_was_used(string language, params string[] states)
    {
        await AddAsync(Lan, "first", expiresAt: Now.AddTicks(1));
        await AddAsync(Lan, "second", expiresAt: Now);
        await AddAsync(Lan, "third", expiresAt: Now.AddDays(1), lastUsedAt: Now.AddHours(-2));
        await AddAsync(Minh, "minh's");
        Speak(language);

        var page = Open();

        page.WordsOf("li strong").ShouldBe(["third", "second", "first"]);
        page.WordsOf("li .meta + .meta > *").ShouldBe(states);
    }

    [Theory]
    [InlineData("en", "Revoke NAS", "Revoked.")]
    [InlineData("vi", "Thu hồi NAS", "Đã thu hồi.")]
    public async Task One_is_revoked_and_the_others_stay(string language, string revoke, string notice)
    {
        await AddAsync(Lan, "NAS");
        await AddAsync(Lan, "phone");
        await AddAsync(Minh, "NAS");
        Speak(language);

        var page = await PressAsync(Open, revoke);

        page.FindRole("status").Words().ShouldBe(notice);
        page.WordsOf("li strong").ShouldBe(["phone"]);
        (await TokensAsync()).Select(token => (token.UserId, token.Name)).ShouldBe([(Lan.Id, "phone"), (Minh.Id, "NAS")]);
    }

    [Fact]
    public async Task Nobody_revokes_another_s()
    {
        await AddAsync(Lan, "NAS");
        var others = await AddAsync(Minh, "NAS");

        await PressAsync(Open, "Revoke NAS", ("Revoke", $"{others.Id}"));

        (await TokensAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_cannot_be_saved_is_said_and_what_was_typed_stays()
    {
        await AddAsync(Lan, "NAS");
        Database.RefuseWrites("AccessTokens");

        var made = await PressAsync(Open, Make, ("Input.Name", "phone"), ("Input.Days", "7"), ("Input.Scopes", TokenScopes.WritePosts));
        var revoked = await PressAsync(Open, "Revoke NAS");

        made.FindRole("alert").Words().ShouldBe(Unsaved);
        made.Find("#Name").GetAttribute("value").ShouldBe("phone");
        Typed(made).ShouldBe((TokenScopes.WritePosts, "7"));
        made.FindAll(".shown-once").ShouldBeEmpty();
        revoked.FindRole("alert").Words().ShouldBe(Unsaved);
        revoked.FindAll("[role=status]").ShouldBeEmpty();
        (await TokensAsync()).ShouldHaveSingleItem().Name.ShouldBe("NAS");
    }

    private IRenderedComponent<AccessTokensPage> Open() => Render<AccessTokensPage>();

    /// <summary>The ticked scope and the chosen life.</summary>
    private static (string?, string?) Typed(IRenderedComponent<AccessTokensPage> page) => (
        page.FindAll("input[checked]").ShouldHaveSingleItem().GetAttribute("value"),
        page.FindAll("option[selected]").ShouldHaveSingleItem().GetAttribute("value"));

    private Task<AccessToken> AddAsync(CurrentUser user, string name, DateTime? expiresAt = null, DateTime? lastUsedAt = null) =>
        Rows.AddAsync(new AccessToken
        {
            UserId = user.Id,
            Name = name,
            Hash = AccessToken.HashOf(AccessToken.NewSecret()),
            Scopes = TokenScopes.ReadPosts,
            CreatedAt = Now,
            ExpiresAt = expiresAt ?? Now.AddDays(30),
            LastUsedAt = lastUsedAt,
        });

    private async Task<List<AccessToken>> TokensAsync()
    {
        await using var db = await Rows.OpenAsync();
        return await db.AccessTokens.AsNoTracking().OrderBy(t => t.Id).ToListAsync(Cancel);
    }
}
