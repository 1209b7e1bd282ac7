using System.Net;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Accounts;

/// <summary>The account pages are plain forms: they work without JavaScript and keep what was typed.</summary>
[Trait("Category", "Integration")]
public sealed class AccountPagesTests
{
    [Fact]
    public async Task Register_then_sign_out_then_sign_in_by_forms_alone()
    {
        await using var app = BlogApplication.Start();
        using var lan = new TestUser(app.Address, "lan@example.com");

        var register = await PageForm.OpenAsync(lan, "/account/register");
        register.Page.QuerySelectorAll("script").ShouldBeEmpty();
        using var registered = await register.SubmitAsync(
            ("Email", lan.Email), ("Handle", "@Lan"), ("DisplayName", "Lan Phạm"), ("Password", BlogApplication.Password));
        registered.StatusCode.ShouldBe(HttpStatusCode.Found);
        registered.Headers.Location!.OriginalString.ShouldEndWith("/");
        (await lan.ProfileAsync()).ShouldSatisfyAllConditions(p => p.Handle.ShouldBe("lan"), p => p.DisplayName.ShouldBe("Lan Phạm"));

        using var signedOut = await SignOutAsync(lan);
        signedOut.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await lan.GetAsync("/api/account/profile")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var login = await PageForm.OpenAsync(lan, "/account/login");
        using var signedIn = await login.SubmitAsync(("Email", lan.Email), ("Password", BlogApplication.Password));
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await lan.ProfileAsync()).Handle.ShouldBe("lan");
    }

    [Theory]
    [InlineData("en", "At least 8 characters.", "3 to 30 of: a–z, 0–9, - and _, with a letter or digit at both ends.")]
    [InlineData("vi", "Ít nhất 8 ký tự.", "Từ 3 đến 30 ký tự: a–z, 0–9, - và _, đầu và cuối là chữ hoặc số.")]
    public async Task Registering_says_what_is_wrong_at_the_field_in_the_reader_s_language(string language, string password, string handle)
    {
        await using var app = BlogApplication.Start();
        using var lan = app.Anonymous();
        lan.Http.DefaultRequestHeaders.Add("Accept-Language", language);

        var form = await PageForm.OpenAsync(lan, "/account/register");
        var shortPassword = await form.SubmitAndStayAsync(
            ("Email", "lan@example.com"), ("Handle", "lan"), ("DisplayName", "Lan <3"), ("Password", "short"));
        var badHandle = await form.SubmitAndStayAsync(
            ("Email", "lan@example.com"), ("Handle", "l\u0430n"), ("DisplayName", "Lan"), ("Password", BlogApplication.Password));

        shortPassword.Page.DocumentElement.GetAttribute("lang").ShouldBe(language);
        shortPassword.ProblemOf("Password").ShouldBe(password);
        shortPassword.ProblemOf("Handle").ShouldBeNull();
        shortPassword.ValueOf("Email").ShouldBe("lan@example.com");
        shortPassword.ValueOf("Handle").ShouldBe("lan");
        shortPassword.ValueOf("DisplayName").ShouldBe("Lan <3");
        shortPassword.ValueOf("Password").ShouldBeNull();
        badHandle.ProblemOf("Handle").ShouldBe(handle);
        badHandle.ValueOf("Handle").ShouldBe("l\u0430n");
    }

    [Theory]
    [InlineData("o'brien@example.com")]
    [InlineData("a!#$%&'*+/=?^_`{|}~-b.c@example.com")]
    public async Task Every_sign_that_an_address_may_have_is_taken(string email)
    {
        await using var app = BlogApplication.Start(new Dictionary<string, string>
        {
            ["Setup:AdminEmail"] = "admin+" + email,
            ["Setup:AdminPassword"] = BlogApplication.Password,
        });
        using var reader = new TestUser(app.Address, email);
        using var administrator = await app.SignInAsync("admin+" + email);

        using var registered = await (await PageForm.OpenAsync(reader, "/account/register")).SubmitAsync(
            ("Email", email), ("Handle", "reader"), ("DisplayName", "A reader"), ("Password", BlogApplication.Password));

        registered.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await reader.ProfileAsync()).Email.ShouldBe(email);
        using var elsewhere = await app.SignInAsync(email);
    }

    [Theory]
    [InlineData("lan@example.com", "free", "Email")]
    [InlineData("no address", "free", "Email")]
    [InlineData("", "free", "Email")]
    [InlineData("other@example.com", "lan", "Handle")]
    public async Task An_address_or_handle_that_cannot_be_had_is_said_at_its_field(string email, string handle, string field)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var other = app.Anonymous();

        var form = await PageForm.OpenAsync(other, "/account/register");
        var answer = await form.SubmitAndStayAsync(
            ("Email", email), ("Handle", handle), ("DisplayName", "Somebody"), ("Password", BlogApplication.Password));

        answer.ProblemOf(field).ShouldNotBeNullOrEmpty();
        answer.ValueOf("DisplayName").ShouldBe("Somebody");
    }

    [Theory]
    [InlineData("en", "E-mail address or password is not right.")]
    [InlineData("vi", "E-mail hoặc mật khẩu không đúng.")]
    public async Task A_wrong_password_and_an_unknown_address_are_told_the_same(string language, string message)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var guesser = app.Anonymous();
        guesser.Http.DefaultRequestHeaders.Add("Accept-Language", language);

        var form = await PageForm.OpenAsync(guesser, "/account/login");
        var wrong = await form.SubmitAndStayAsync(("Email", lan.Email), ("Password", "a guess"));
        var unknown = await form.SubmitAndStayAsync(("Email", "nobody@example.com"), ("Password", "a guess"));

        wrong.Notice("alert").ShouldBe(message);
        unknown.Notice("alert").ShouldBe(message);
        wrong.ValueOf("Email").ShouldBe(lan.Email);
    }

    [Fact]
    public async Task The_profile_page_saves_and_keeps_what_it_cannot_save()
    {
        await using var app = BlogApplication.Start();
        using var minh = await app.RegisterAsync("minh");
        using var lan = await app.RegisterAsync("lan");

        var form = await PageForm.OpenAsync(lan, "/account/profile");
        form.ValueOf("Handle").ShouldBe("lan");
        var taken = await form.SubmitAndStayAsync(("Handle", "minh"), ("DisplayName", "Lan Phạm"));
        var saved = await taken.SubmitAndStayAsync(("Handle", "lan2"));

        taken.ProblemOf("Handle").ShouldBe("This handle is taken.");
        taken.ValueOf("DisplayName").ShouldBe("Lan Phạm");
        saved.Notice("status").ShouldBe("Saved.");
        (await lan.ProfileAsync()).ShouldSatisfyAllConditions(p => p.Handle.ShouldBe("lan2"), p => p.DisplayName.ShouldBe("Lan Phạm"));
    }

    [Fact]
    public async Task The_password_page_changes_it_and_this_browser_stays_signed_in()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        var form = await PageForm.OpenAsync(lan, "/account/password");
        var wrong = await form.SubmitAndStayAsync(("Current", "a guess"), ("New", "another good password"));
        var tooShort = await form.SubmitAndStayAsync(("Current", BlogApplication.Password), ("New", "short"));
        var changed = await form.SubmitAndStayAsync(("Current", BlogApplication.Password), ("New", "another good password"));

        wrong.ProblemOf("Current").ShouldBe("The current password is not right.");
        tooShort.ProblemOf("New").ShouldBe("At least 8 characters.");
        changed.Notice("status").ShouldBe("The password is changed.");
        (await lan.ProfileAsync()).Handle.ShouldBe("lan");
        await using var socket = await lan.ConnectAsync();
    }

    [Theory]
    [InlineData("/account/profile")]
    [InlineData("/account/password")]
    [InlineData("/write")]
    [InlineData("/notifications")]
    public async Task Who_is_not_signed_in_is_sent_to_the_login_page_and_back(string path)
    {
        await using var app = BlogApplication.Start();
        using var nobody = app.Anonymous();

        using var response = await nobody.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.Found);
        response.Headers.Location!.PathAndQuery.ShouldBe($"/account/login?returnUrl={Uri.EscapeDataString(path)}");
    }

    [Theory]
    [InlineData("/account/login")]
    [InlineData("/account/register")]
    [InlineData("/account/sign-out")]
    public async Task A_form_without_its_antiforgery_token_is_refused(string path)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        using var response = await lan.Http.PostAsync(
            path,
            new FormUrlEncodedContent([new("Input.Email", "x@example.com"), new("_handler", "login")]),
            TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await lan.ProfileAsync()).Handle.ShouldBe("lan");
    }

    private static async Task<HttpResponseMessage> SignOutAsync(TestUser user)
    {
        var page = (await PageForm.OpenAsync(user, "/account/profile")).Page;
        var form = page.QuerySelector("form[action='/account/sign-out']")!;
        var token = form.QuerySelector("input[name=__RequestVerificationToken]")!;
        return await user.Http.PostAsync(
            "/account/sign-out",
            new FormUrlEncodedContent([new("__RequestVerificationToken", token.GetAttribute("value")!)]),
            TestContext.Current.CancellationToken);
    }
}
