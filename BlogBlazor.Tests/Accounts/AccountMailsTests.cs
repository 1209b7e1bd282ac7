using System.Net;
using System.Text.RegularExpressions;
using BlogBlazor.Accounts;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace BlogBlazor.Tests.Accounts;

/// <summary>Confirming an address and getting a new password, by links in mails, and not at all where no mail server is.</summary>
[Trait("Category", "Integration")]
public sealed partial class AccountMailsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [GeneratedRegex(@"https://blog\.example\.org(/\S+)")]
    private static partial Regex Link { get; }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_registers_confirms_the_address_by_the_link_whatever_host_the_request_named(bool byForm)
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = app.App.Anonymous();
        lan.Http.DefaultRequestHeaders.Host = "evil.example.com";
        if (byForm)
        {
            var form = await PageForm.OpenAsync(lan, "/account/register");
            using var registered = await form.SubmitAsync(
                ("Email", "lan@example.com"), ("Handle", "lan"), ("DisplayName", "Lan"), ("Password", BlogApplication.Password));
        }
        else
        {
            using var registered = await lan.PostAsync("/api/account/register", new { email = "lan@example.com", password = BlogApplication.Password });
        }

        var link = LinkIn(await app.Mail.ReceiveAsync());
        (await IsConfirmedAsync(app)).ShouldBeFalse();

        var page = await lan.GetAsync(link);

        (await page.Content.ReadAsStringAsync(Cancel)).ShouldContain("Your address is confirmed.");
        (await IsConfirmedAsync(app)).ShouldBeTrue();
        (await (await lan.GetAsync(link[..^6])).Content.ReadAsStringAsync(Cancel)).ShouldContain("This link is not valid any more.");
    }

    [Fact]
    public async Task A_forgotten_password_is_replaced_by_the_link_once()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan");
        using var person = app.App.Anonymous();
        var asked = await (await PageForm.OpenAsync(person, "/account/forgot")).SubmitAndStayAsync(("Email", "lan@example.com"));
        var unknown = await (await PageForm.OpenAsync(person, "/account/forgot")).SubmitAndStayAsync(("Email", "nobody@example.com"));
        asked.Notice("status").ShouldBe(unknown.Notice("status"));

        var link = LinkIn(await app.Mail.ReceiveAsync());
        app.Mail.Messages.ShouldBeEmpty();
        var reset = await PageForm.OpenAsync(person, link);
        (await reset.SubmitAndStayAsync(("New", "short"))).ProblemOf("New").ShouldBe("At least 8 characters.");
        (await reset.SubmitAndStayAsync(("New", "another good password"))).Notice("status").ShouldBe("The password is changed.");
        (await reset.SubmitAndStayAsync(("New", "yet another password"))).Notice("alert").ShouldBe("This link is not valid any more. Please ask for a new one.");

        using var again = new TestUser(app.App, "lan@example.com");
        await again.SignInAsync("another good password");
        (await lan.GetAsync("/api/account/profile")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_new_password_lifts_no_ban()
    {
        await using var app = await AwayApplication.StartAsync();
        using var administrator = await app.RegisterAsync("hoa");
        using var lan = await app.RegisterAsync("lan");
        await app.App.BanAsync((await lan.ProfileAsync()).Id);
        using var person = app.App.Anonymous();
        await (await PageForm.OpenAsync(person, "/account/forgot")).SubmitAndStayAsync(("Email", "lan@example.com"));

        var reset = await PageForm.OpenAsync(person, LinkIn(await app.Mail.ReceiveAsync()));
        (await reset.SubmitAndStayAsync(("New", "another good password"))).Notice("status").ShouldBe("The password is changed.");

        using var signIn = await person.PostAsync(
            "/api/account/login?useCookies=true", new { email = "lan@example.com", password = "another good password" });
        signIn.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await using var db = await app.OpenAsync();
        (await db.Users.Banned().Select(user => user.Handle).ToListAsync(Cancel)).ShouldBe(["lan"]);
    }

    [Fact]
    public async Task An_address_is_sent_few_links_of_a_kind_in_an_hour_whoever_asks_and_however()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.App.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        await app.Mail.ReceiveAsync();
        for (var sent = 2; sent <= 5; sent++)
        {
            (await ConfirmAsync(lan)).Notice("status").ShouldBe("A link is on its way to lan@example.com.");
            await app.Mail.ReceiveAsync();
        }

        (await ConfirmAsync(lan)).Notice("alert").ShouldBe(
            "Several links were sent to lan@example.com lately. Please look into its mailbox, or try again in an hour.");
        using var resent = await minh.PostAsync("/api/account/resendConfirmationEmail", new { email = "LAN@example.com" });
        using var changed = await minh.PostAsync("/api/account/manage/info", new { newEmail = "Somebody <lan@example.com>" });
        (resent.StatusCode, changed.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));

        using var person = app.App.Anonymous();
        var answers = new HashSet<string?>();
        for (var asked = 1; asked <= 6; asked++)
        {
            answers.Add((await (await PageForm.OpenAsync(person, "/account/forgot")).SubmitAndStayAsync(("Email", "lan@example.com"))).Notice("status"));
        }

        answers.Count.ShouldBe(1);
        for (var sent = 1; sent <= 5; sent++)
        {
            (await app.Mail.ReceiveAsync()).Subject.ShouldBe("A new password for BlogBlazor");
        }

        app.Mail.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("forgotPassword")]
    [InlineData("resendConfirmationEmail")]
    [InlineData("manage/info")]
    public async Task Who_has_mails_sent_over_the_API_is_limited_as_on_the_page_and_may_sign_in_all_the_same(string path)
    {
        await using var app = BlogApplication.Start(new Dictionary<string, string> { ["RateLimits:Enabled"] = "true" });
        using var lan = await app.RegisterAsync("lan");
        var answers = new List<HttpStatusCode>();
        for (var asked = 1; asked <= 11; asked++)
        {
            using var answer = await lan.PostAsync($"/api/account/{path}", new { email = "nobody@example.com" });
            answers.Add(answer.StatusCode);
        }

        answers.Take(10).ShouldAllBe(status => status == HttpStatusCode.OK);
        answers[10].ShouldBe(HttpStatusCode.TooManyRequests);
        await lan.SignInAsync();
    }

    [Fact]
    public async Task The_profile_offers_another_link_until_the_address_is_confirmed()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.App.RegisterAsync("lan");
        await app.Mail.ReceiveAsync();
        using var page = await lan.GetAsync("/account/profile");
        (await page.Content.ReadAsStringAsync(Cancel)).ShouldContain("This address is not confirmed yet");

        await ConfirmAsync(lan);

        LinkIn(await app.Mail.ReceiveAsync()).ShouldStartWith("/account/confirm?");
    }

    [Fact]
    public async Task Without_a_mail_server_no_page_speaks_of_mail()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var anonymous = app.Anonymous();

        (await ReadAsync(anonymous, "/account/login")).ShouldNotContain("Forgot your password?");
        (await ReadAsync(lan, "/account/profile")).ShouldNotContain("confirm");
        (await ReadAsync(anonymous, "/account/forgot")).ShouldContain("This site sends no mail.");
    }

    /// <summary>Presses the button on the profile.</summary>
    private static async Task<PageForm> ConfirmAsync(TestUser user) =>
        await (await PageForm.OpenAsync(user, "/account/profile", "confirm")).SubmitAndStayAsync();

    private static async Task<string> ReadAsync(TestUser user, string path)
    {
        using var response = await user.GetAsync(path);
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    private static string LinkIn(MimeMessage mail) => Link.Match(mail.TextBody!).Groups[1].Value;

    private static async Task<bool> IsConfirmedAsync(AwayApplication app)
    {
        await using var db = await app.OpenAsync();
        return (await db.Users.SingleAsync(Cancel)).EmailConfirmed;
    }
}
