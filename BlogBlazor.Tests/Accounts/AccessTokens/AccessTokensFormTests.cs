using System.Net;
using AngleSharp.Html.Parser;
using BlogBlazor.Hosting;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Accounts.AccessTokens;

/// <summary>The page is plain forms: it works without JavaScript, shows a token once and keeps what was typed.</summary>
[Trait("Category", "Integration")]
public sealed class AccessTokensFormTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_shown_once_and_works()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var form = await PageForm.OpenAsync(lan, "/account/tokens");
        form.Page.QuerySelectorAll("script").ShouldBeEmpty();
        form.Page.Body!.TextContent.ShouldContain("You have no tokens yet.");

        using var response = await form.SubmitAsync(("Name", "NAS"), ("Days", "90"), ("Scopes", TokenScopes.ReadNotifications));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var made = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync(Cancel), Cancel);
        var token = made.QuerySelector(".shown-once code")!.TextContent;

        token.ShouldStartWith("bbt_");
        (await PageForm.OpenAsync(lan, "/account/tokens")).Page.DocumentElement.OuterHtml.ShouldNotContain(token);
        using var script = app.Anonymous();
        script.Http.DefaultRequestHeaders.Add("Authorization", "Bearer " + token);
        (await script.GetJsonAsync("/api/notifications")).Number("latest").ShouldBe(0);
        var again = await form.SubmitAndStayAsync(("Name", "NAS"), ("Days", "90"), ("Scopes", TokenScopes.ReadNotifications));
        again.ProblemOf("Name").ShouldBe("You have a token of this name already.");
    }

    [Theory]
    [InlineData("en", "Please choose what it may do.")]
    [InlineData("vi", "Hãy chọn những gì mã được phép làm.")]
    public async Task What_cannot_be_made_is_said_at_its_field_and_what_was_typed_stays(string language, string message)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        lan.Http.DefaultRequestHeaders.Add("Accept-Language", language);
        var form = await PageForm.OpenAsync(lan, "/account/tokens");

        var noScope = await form.SubmitAndStayAsync(("Name", "NAS <1>"), ("Days", "365"));
        var noName = await form.SubmitAndStayAsync(("Name", " "), ("Days", "365"), ("Scopes", TokenScopes.WritePosts));
        var forged = await form.SubmitAndStayAsync(("Name", "NAS"), ("Days", "100000"), ("Scopes", "everything"));

        noScope.Page.GetElementById("scopes-help")!.TextContent.ShouldBe(message);
        noScope.ValueOf("Name").ShouldBe("NAS <1>");
        noScope.Page.QuerySelector("option[selected]")!.GetAttribute("value").ShouldBe("365");
        noName.ProblemOf("Name").ShouldNotBeNull();
        noName.Page.QuerySelector("input[name='Input.Scopes'][checked]")!.GetAttribute("value").ShouldBe(TokenScopes.WritePosts);
        forged.Page.QuerySelector(".shown-once").ShouldBeNull();
    }

    [Fact]
    public async Task There_are_at_most_fifty_and_each_user_sees_and_revokes_their_own()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        for (var i = 0; i < 50; i++)
        {
            await app.AccessTokenAsync(lan, TokenScopes.ReadPosts);
        }

        var form = await PageForm.OpenAsync(lan, "/account/tokens");
        var full = await form.SubmitAndStayAsync(("Name", "one more"), ("Days", "30"), ("Scopes", TokenScopes.ReadPosts));

        full.Notice("alert").ShouldBe("You have 50 tokens; revoke one first.");
        full.Page.QuerySelectorAll("button[name=Revoke]").Length.ShouldBe(50);
        (await PageForm.OpenAsync(minh, "/account/tokens")).Page.QuerySelectorAll("button[name=Revoke]").ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_sent_to_sign_in()
    {
        await using var app = BlogApplication.Start();
        using var nobody = app.Anonymous();

        using var tokens = await nobody.GetAsync("/account/tokens");
        using var webhooks = await nobody.GetAsync("/account/webhooks");

        tokens.StatusCode.ShouldBe(HttpStatusCode.Found);
        webhooks.StatusCode.ShouldBe(HttpStatusCode.Found);
    }
}
