using System.Net;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Accounts;

/// <summary>What somebody gains who holds a copy of a cookie, or makes a link to the login page.</summary>
[Trait("Category", "Integration")]
public sealed class SignInSecurityTests
{
    [Fact]
    public async Task A_copy_of_a_cookie_is_worth_nothing_once_it_was_signed_out()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var thief = CopyOf(app, lan);
        (await thief.ProfileAsync()).Handle.ShouldBe("lan");

        using var signedOut = await lan.PostAsync("/api/account/logout", new { });

        (await thief.GetAsync("/api/account/profile")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await thief.GetAsync("/account/profile")).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await Should.ThrowAsync<UpgradeRefusedException>(() => thief.ConnectAsync())).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_copy_from_before_the_cookie_was_written_anew_is_worth_nothing_either()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var thief = CopyOf(app, lan);
        var form = await PageForm.OpenAsync(lan, "/account/profile");
        await form.SubmitAndStayAsync(("DisplayName", "Lan Phạm"));

        using var signedOut = await lan.PostAsync("/api/account/logout", new { });

        (await thief.GetAsync("/api/account/profile")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Signing_out_here_leaves_other_devices_signed_in_and_signing_in_again_works()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var elsewhere = await app.SignInAsync(lan.Email);

        using var signedOut = await lan.PostAsync("/api/account/logout", new { });

        (await elsewhere.ProfileAsync()).Handle.ShouldBe("lan");
        using var again = await lan.PostAsync(
            "/api/account/login?useCookies=true", new { email = lan.Email, password = BlogApplication.Password });
        (await lan.ProfileAsync()).Handle.ShouldBe("lan");
    }

    [Fact]
    public async Task A_bearer_token_is_worth_nothing_once_its_user_signed_out_everywhere()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var thief = new TestUser(app, lan.Email);
        thief.Http.DefaultRequestHeaders.Authorization = new("Bearer", await lan.TokenAsync());
        (await thief.ProfileAsync()).Handle.ShouldBe("lan");

        var profile = (await PageForm.OpenAsync(lan, "/account/profile")).Page;
        var form = profile.QuerySelector("form[action='/account/sign-out-everywhere']")!;
        using var signedOut = await lan.Http.PostAsync(
            "/account/sign-out-everywhere",
            new FormUrlEncodedContent(form.QuerySelectorAll("input").Select(input =>
                KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value")!))),
            TestContext.Current.CancellationToken);

        signedOut.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await thief.GetAsync("/api/account/profile")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await thief.GetAsync("/api/posts")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Should.ThrowAsync<UpgradeRefusedException>(() => thief.ConnectAsync())).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("evil.example")]
    public async Task A_login_link_leads_nowhere_else(string returnUrl)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var browser = app.Anonymous();
        var path = "/account/login?returnUrl=" + Uri.EscapeDataString(returnUrl);

        var form = await PageForm.OpenAsync(browser, path);
        using var signedIn = await form.SubmitAsync(("Email", lan.Email), ("Password", BlogApplication.Password));

        signedIn.StatusCode.ShouldBe(HttpStatusCode.Found);
        new Uri(app.Address, signedIn.Headers.Location!).ShouldBe(new Uri(app.Address, "/"));
        using var preferences = await browser.Http.PostAsync(
            "/preferences",
            new FormUrlEncodedContent([new("language", "vi"), new("returnUrl", returnUrl)]),
            TestContext.Current.CancellationToken);
        new Uri(app.Address, preferences.Headers.Location!).ShouldBe(new Uri(app.Address, "/"));
    }

    [Fact]
    public async Task A_login_link_leads_back_to_where_it_came_from()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var browser = app.Anonymous();

        var form = await PageForm.OpenAsync(browser, "/account/login?returnUrl=%2Fposts%2Fa-post%3Fpage%3D2");
        using var signedIn = await form.SubmitAsync(("Email", lan.Email), ("Password", BlogApplication.Password));

        new Uri(app.Address, signedIn.Headers.Location!).PathAndQuery.ShouldBe("/posts/a-post?page=2");
    }

    private static TestUser CopyOf(BlogApplication app, TestUser user)
    {
        var copy = new TestUser(app.Address, user.Email);
        foreach (Cookie cookie in user.Cookies.GetCookies(app.Address))
        {
            copy.Cookies.Add(app.Address, new Cookie(cookie.Name, cookie.Value, "/"));
        }

        return copy;
    }
}
