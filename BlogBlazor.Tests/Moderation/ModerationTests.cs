using System.Net;
using System.Net.Http.Json;
using BlogBlazor.Accounts;
using BlogBlazor.Data;
using BlogBlazor.Moderation;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;

namespace BlogBlazor.Tests.Moderation;

/// <summary>What is held, reported, blocked and banned, over the API.</summary>
[Trait("Category", "Integration")]
public sealed class ModerationTests : IAsyncLifetime
{
    private readonly BlogApplication _app = BlogApplication.Start();
    private TestUser _admin = null!, _lan = null!, _minh = null!;
    private string _slug = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _admin = await _app.RegisterAsync("admin");
        _lan = await _app.RegisterAsync("lan");
        _minh = await _app.RegisterAsync("minh");
        _slug = await _lan.PublishAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var user in new[] { _admin, _lan, _minh })
        {
            user.Dispose();
        }

        await _app.DisposeAsync();
    }

    [Fact]
    public async Task One_with_many_links_is_held_and_notifies_when_it_is_approved()
    {
        var first = await _lan.CommentAsync(_slug, "first");
        var reply = await _minh.CommentAsync(_slug, "https://a.example https://b.example www.c.example //d.example", first);

        (await StatesAsync(_minh)).ShouldBe(["visible", "held"]);
        (await StatesAsync(_lan)).ShouldBe(["visible"]);
        (await _lan.GetJsonAsync("/api/notifications")).Number("latest").ShouldBe(0);
        (await _admin.GetJsonAsync("/api/moderation/held")).GetProperty("items")[0].Number("id").ShouldBe(reply);

        await DecideAsync(reply, "approve");

        (await StatesAsync(_lan)).ShouldBe(["visible", "visible"]);
        var told = (await _lan.GetJsonAsync("/api/notifications")).GetProperty("items")[0];
        (told.Text("kind"), told.Text("link")).ShouldBe(("reply", $"/posts/{_slug}#comment-{reply}"));
        (await _admin.GetJsonAsync("/api/moderation/held")).GetProperty("items").GetArrayLength().ShouldBe(0);
        await DecideAsync(reply, "approve");
        (await _lan.GetJsonAsync("/api/notifications")).Number("latest").ShouldBe(1, "It was approved before.");
    }

    [Fact]
    public async Task A_link_that_comes_with_a_change_is_held_and_its_notification_taken_back()
    {
        var comment = await _minh.CommentAsync(_slug, "harmless");
        (await _lan.GetJsonAsync("/api/notifications")).Ids().ShouldBe([1]);

        using var edited = await _minh.Http.PutAsJsonAsync(
            $"/api/posts/{_slug}/comments/{comment}", new { markdown = "//a.b //c.d //e.f //g.h" }, Cancel);

        edited.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await StatesAsync(_lan)).ShouldBeEmpty();
        (await _lan.GetJsonAsync("/api/notifications")).Ids().ShouldBeEmpty();
    }

    [Fact]
    public async Task First_comments_and_listed_words_are_held_when_the_rules_say_so()
    {
        await SetRulesAsync(new ModerationSettings { HoldsFirstComment = true, HeldWords = "Sòng bạc\ncasino" });
        var first = await _minh.CommentAsync(_slug, "my first");
        await _lan.CommentAsync(_slug, "on my own post, casino");
        (await StatesAsync(_minh)).ShouldBe(["held", "visible"]);
        await DecideAsync(first, "approve");

        await _minh.CommentAsync(_slug, "my second, casinos and all");
        await _minh.CommentAsync(_slug, "CASINO!");
        await _minh.CommentAsync(_slug, "một so\u0300ng bạc".Normalize(System.Text.NormalizationForm.FormD));

        (await StatesAsync(_minh)).ShouldBe(["visible", "visible", "visible", "held", "held"]);
    }

    [Fact]
    public async Task What_is_hidden_takes_its_notifications_along_and_only_its_author_and_moderators_see_it()
    {
        var comment = await _minh.CommentAsync(_slug, "rude");
        await _lan.CommentAsync(_slug, "an answer", comment);

        await DecideAsync(comment, "hide");

        (await StatesAsync(_lan)).ShouldBe(["removed", "visible"]);
        (await StatesAsync(_minh)).ShouldBe(["hidden", "visible"]);
        (await _lan.GetJsonAsync("/api/notifications")).Ids().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_closed_post_takes_no_comments_and_neither_does_an_old_one()
    {
        await (await _minh.Http.PutAsJsonAsync($"/api/posts/{_slug}/comments/closed", new { closed = true }, Cancel)).ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        (await _lan.Http.PutAsJsonAsync($"/api/posts/{_slug}/comments/closed", new { closed = true }, Cancel)).EnsureSuccessStatusCode();
        await (await _minh.PostAsync($"/api/posts/{_slug}/comments", new { markdown = "hello" })).ShouldBeRefusedAsync("markdown", "Comments are closed here.");
        (await _lan.Http.PutAsJsonAsync($"/api/posts/{_slug}/comments/closed", new { closed = false }, Cancel)).EnsureSuccessStatusCode();
        await _minh.CommentAsync(_slug);

        await SetRulesAsync(new ModerationSettings { CloseAfterDays = 30 });
        await _minh.CommentAsync(_slug);
        await using var db = await OpenAsync();
        await db.Posts.ExecuteUpdateAsync(set => set.SetProperty(p => p.PublishedAt, p => DateTime.UtcNow.AddDays(-31)), Cancel);
        await (await _minh.PostAsync($"/api/posts/{_slug}/comments", new { markdown = "hello" })).ShouldBeRefusedAsync("markdown", "Comments are closed here.");
    }

    [Fact]
    public async Task A_user_reports_a_thing_once_and_a_decision_settles_all_reports_of_it()
    {
        using var hoa = await _app.RegisterAsync("hoa");
        var comment = await _minh.CommentAsync(_slug);
        foreach (var user in new[] { _lan, _lan, hoa })
        {
            using var reported = await user.PostAsync($"/api/posts/{_slug}/comments/{comment}/reports", new { reason = "rude" });
            reported.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        (await hoa.PostAsync($"/api/posts/{_slug}/reports", new { reason = "copied" })).EnsureSuccessStatusCode();
        (await _admin.GetJsonAsync("/api/moderation/reports")).GetProperty("items").GetArrayLength().ShouldBe(3);
        await (await hoa.PostAsync($"/api/posts/{_slug}/reports", new { reason = "" })).ShouldBeInvalidAsync("reason");
        await (await hoa.GetAsync("/api/moderation/reports")).ShouldBeProblemAsync(HttpStatusCode.Forbidden);

        await DecideAsync(comment, "remove");

        var left = (await _admin.GetJsonAsync("/api/moderation/reports")).GetProperty("items");
        left.GetArrayLength().ShouldBe(1);
        left[0].Text("reason").ShouldBe("copied");
        (await StatesAsync(_lan)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_reports_without_end()
    {
        for (var i = 0; i < Report.MaxPerHour; i++)
        {
            var comment = await _minh.CommentAsync(_slug);
            (await _lan.PostAsync($"/api/posts/{_slug}/comments/{comment}/reports", new { reason = "rude" })).EnsureSuccessStatusCode();
        }

        await (await _lan.PostAsync($"/api/posts/{_slug}/reports", new { reason = "rude" })).ShouldBeInvalidAsync("reason");
    }

    [Fact]
    public async Task Who_is_blocked_cannot_reply_to_the_blocker_and_notifies_them_of_nothing()
    {
        var comment = await _lan.CommentAsync(_slug, "mine");
        (await _lan.Http.PutAsync("/api/account/blocks/minh", null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await (await _minh.PostAsync($"/api/posts/{_slug}/comments", new { markdown = "hey", parentId = comment })).ShouldBeRefusedAsync("parentId", "You cannot reply to this person.");
        await _minh.CommentAsync(_slug, "Hello @lan and @admin");
        (await _lan.GetJsonAsync("/api/notifications")).Number("latest").ShouldBe(0);
        (await _admin.GetJsonAsync("/api/notifications")).Number("latest").ShouldBe(1);

        (await _lan.Http.DeleteAsync("/api/account/blocks/minh", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await _minh.CommentAsync(_slug, "once more", comment);
        (await _lan.GetJsonAsync("/api/notifications")).Number("latest").ShouldBe(1);
        await (await _lan.Http.PutAsync("/api/account/blocks/nobody", null, Cancel)).ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_reply_to_a_reply_that_was_held_tells_the_one_it_answers()
    {
        using var hoa = await _app.RegisterAsync("hoa");
        var first = await _lan.CommentAsync(_slug, "first");
        var reply = await hoa.CommentAsync(_slug, "reply", first);
        var held = await _minh.CommentAsync(_slug, "//a.b //c.d //e.f //g.h", reply);

        await DecideAsync(held, "approve");

        (await hoa.GetJsonAsync("/api/notifications")).GetProperty("items")[0].Text("kind").ShouldBe("reply");
    }

    [Fact]
    public async Task Who_is_banned_is_signed_out_everywhere_and_stays_out()
    {
        var id = (await _minh.ProfileAsync()).Id;
        await using var socket = await _minh.ConnectAsync();
        using var script = _app.Anonymous();
        script.Http.DefaultRequestHeaders.Authorization = new("Bearer", await _minh.TokenAsync());

        await using (var scope = _app.Services.CreateAsyncScope())
        {
            var moderation = scope.ServiceProvider.GetRequiredService<ModerationService>();
            (await moderation.BanAsync(id, true, Cancel)).ShouldBeTrue();
            (await moderation.BanAsync((await _admin.ProfileAsync()).Id, true, Cancel)).ShouldBeFalse();
            (await scope.ServiceProvider.GetRequiredService<ModerationQueries>().ListBannedAsync("", Cancel)).ShouldHaveSingleItem().Handle.ShouldBe("minh");
        }

        (await socket.ReceiveCloseAsync()).ShouldBe(4001);
        using var refused = await _minh.PostAsync($"/api/posts/{_slug}/comments", new { markdown = "still here" });
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var byToken = await script.PostAsync($"/api/posts/{_slug}/comments", new { markdown = "still here" });
        byToken.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await Should.ThrowAsync<HttpRequestException>(_minh.SignInAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public async Task A_ban_holds_though_somebody_fails_to_sign_in_at_that_moment_or_is_told_to_have_failed(int times)
    {
        var meanwhile = new Meanwhile();
        await using var app = BlogApplication.Start(services: services => services.AddSingleton<IUserValidator<BlogUser>>(meanwhile));
        using var admin = await app.RegisterAsync("admin");
        using var minh = await app.RegisterAsync("minh");
        var id = (await minh.ProfileAsync()).Id;
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<BlogDbContext>();
        var left = times;
        meanwhile.Act = async () =>
        {
            if (left-- > 0)
            {
                var stamp = Guid.NewGuid().ToString();
                await db.Users.Where(user => user.Id == id)
                    .ExecuteUpdateAsync(set => set.SetProperty(user => user.ConcurrencyStamp, stamp), Cancel);
            }
        };

        var banning = scope.ServiceProvider.GetRequiredService<ModerationService>().BanAsync(id, true, Cancel);

        if (times == 1)
        {
            (await banning).ShouldBeTrue();
            (await db.Users.Banned().CountAsync(Cancel)).ShouldBe(1);
            await Should.ThrowAsync<HttpRequestException>(minh.SignInAsync());
        }
        else
        {
            (await Should.ThrowAsync<Exception>(banning)).IsDatabaseFault().ShouldBeTrue("The page says so.");
            (await db.Users.Banned().CountAsync(Cancel)).ShouldBe(0);
        }
    }

    /// <summary>Acts between the moment when an account is read and that when it is written.</summary>
    private sealed class Meanwhile : IUserValidator<BlogUser>
    {
        public Func<Task> Act { get; set; } = () => Task.CompletedTask;

        public async Task<IdentityResult> ValidateAsync(UserManager<BlogUser> manager, BlogUser user)
        {
            await Act();
            return IdentityResult.Success;
        }
    }

    [Fact]
    public async Task Who_is_banned_writes_nothing_more_where_the_sign_in_has_not_ended_yet()
    {
        var (comment, post) = (await _minh.CommentAsync(_slug), await _minh.PublishAsync());
        await _lan.CommentAsync(post);
        using var script = _app.Anonymous();
        script.Http.DefaultRequestHeaders.Authorization = new("Bearer", await _minh.TokenAsync());
        (await script.PostAsync($"/api/posts/{_slug}/reactions", new { kind = "like" })).EnsureSuccessStatusCode();
        // As a request sees it that came just before: a ban ends the sign-ins, too.
        await using (var scope = _app.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<BlogDbContext>().Users.Where(user => user.Handle == "minh")
                .ExecuteUpdateAsync(set => set.SetProperty(user => user.LockoutEnd, DateTimeOffset.MaxValue), Cancel);
        }

        foreach (var (method, path, body) in new (HttpMethod, string, object)[]
        {
            (HttpMethod.Post, $"/api/posts/{_slug}/comments", new { markdown = "still here" }),
            (HttpMethod.Put, $"/api/posts/{_slug}/comments/{comment}", new { markdown = "changed" }),
            (HttpMethod.Delete, $"/api/posts/{_slug}/comments/{comment}", new { }),
            (HttpMethod.Put, $"/api/posts/{post}/comments/closed", new { closed = true }),
            (HttpMethod.Post, $"/api/posts/{_slug}/reactions", new { kind = "love" }),
            (HttpMethod.Delete, $"/api/posts/{_slug}/reactions/like", new { }),
            (HttpMethod.Post, $"/api/posts/{_slug}/reports", new { reason = "rude" }),
            (HttpMethod.Put, "/api/account/blocks/lan", new { }),
            (HttpMethod.Post, "/api/posts", new { title = "Still here", markdown = "Text." }),
            (HttpMethod.Put, $"/api/posts/{post}", new { title = "Still here", markdown = "Text." }),
            (HttpMethod.Delete, $"/api/posts/{post}", new { }),
            (HttpMethod.Put, "/api/account/profile", new { displayName = "Still here" }),
        })
        {
            using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
            using var answer = await script.Http.SendAsync(request, Cancel);
            await answer.ShouldBeRefusedAsync("", "You have been banned here.");
        }

        using var picture = new ByteArrayContent(TestPictures.RedAndBlue(40, 30, SKEncodedImageFormat.Jpeg)) { Headers = { ContentType = new("image/jpeg") } };
        using var upload = await script.Http.PostAsync("/api/media", picture, Cancel);
        await upload.ShouldBeRefusedAsync("", "You have been banned here.");
    }

    private async Task DecideAsync(int comment, string decision)
    {
        await (await _lan.PostAsync($"/api/moderation/comments/{comment}/{decision}", new { })).ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        using var decided = await _admin.PostAsync($"/api/moderation/comments/{comment}/{decision}", new { });
        decided.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private async Task SetRulesAsync(ModerationSettings rules)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ModerationService>().SaveAsync(rules, Cancel);
    }

    private Task<BlogDbContext> OpenAsync() =>
        _app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);

    private async Task<IReadOnlyList<string>> StatesAsync(TestUser reader) =>
        [.. (await reader.GetJsonAsync($"/api/posts/{_slug}/comments")).GetProperty("items").EnumerateArray().Select(item => item.Text("state")!)];
}
