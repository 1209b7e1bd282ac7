using System.Net;
using System.Text.RegularExpressions;
using BlogBlazor.Accounts;
using BlogBlazor.Moderation;
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
        await using var scope = app.App.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ModerationService>().BanAsync((await lan.ProfileAsync()).Id, true, Cancel);
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
    public async Task The_profile_offers_another_link_until_the_address_is_confirmed()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.App.RegisterAsync("lan");
        await app.Mail.ReceiveAsync();
        using var page = await lan.GetAsync("/account/profile");
        (await page.Content.ReadAsStringAsync(Cancel)).ShouldContain("This address is not confirmed yet");

        var form = await PageForm.OpenAsync(lan, "/account/profile");
        var sent = form.Page.QuerySelectorAll("main form").Single(f => f.TextContent.Contains("Send me a link", StringComparison.Ordinal));
        var fields = sent.QuerySelectorAll("input").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value") ?? "");
        using var answer = await lan.Http.PostAsync("/account/profile", new FormUrlEncodedContent(fields), Cancel);

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
