using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using BlogBlazor.Data;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Accounts;

/// <summary>Register, sign in with a cookie or a token, and who becomes what.</summary>
[Trait("Category", "Integration")]
public sealed class AccountApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cookie_signs_in()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        var cookie = lan.Cookies.GetCookies(app.Address)["blogblazor.signin"]!;

        cookie.HttpOnly.ShouldBeTrue();
        (await lan.ProfileAsync()).Email.ShouldBe("lan@example.com");
    }

    [Fact]
    public async Task A_token_signs_in_and_its_refresh_token_brings_the_next()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var script = app.Anonymous();
        using var login = await script.PostAsync("/api/account/login", new { email = lan.Email, password = BlogApplication.Password });
        var tokens = await TestUser.ReadAsync(login);
        tokens.Text("tokenType").ShouldBe("Bearer");
        tokens.Number("expiresIn").ShouldBe(3600);

        using var refreshed = await script.PostAsync("/api/account/refresh", new { refreshToken = tokens.Text("refreshToken") });
        var next = (await TestUser.ReadAsync(refreshed)).Text("accessToken")!;

        foreach (var token in new[] { tokens.Text("accessToken")!, next })
        {
            script.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            (await script.ProfileAsync()).Handle.ShouldBe("lan");
        }
    }

    [Fact]
    public async Task After_a_password_change_an_old_refresh_token_is_worth_nothing()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var login = await lan.PostAsync("/api/account/login", new { email = lan.Email, password = BlogApplication.Password });
        var refreshToken = (await TestUser.ReadAsync(login)).Text("refreshToken");

        using var changed = await lan.PostAsync(
            "/api/account/manage/info", new { oldPassword = BlogApplication.Password, newPassword = "another good password" });
        using var refreshed = await lan.PostAsync("/api/account/refresh", new { refreshToken });

        refreshed.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Handles_are_made_of_the_address_and_unique()
    {
        await using var app = BlogApplication.Start();
        foreach (var (email, handle) in new[]
        {
            ("Lan.Pham@example.com", "lan-pham"),
            ("lan.pham@example.org", "lan-pham2"),
            ("lan+pham@example.org", "lan-pham3"),
            ("x@example.com", "userx"),
            ("---@example.com", "user"),
            (new string('a', 60) + "@example.com", new string('a', 22)),
        })
        {
            using var user = app.Anonymous();
            using var registered = await user.PostAsync("/api/account/register", new { email, password = BlogApplication.Password });
            registered.StatusCode.ShouldBe(HttpStatusCode.OK, await registered.Content.ReadAsStringAsync(Cancel));
            using var signedIn = await app.SignInAsync(email);
            (await signedIn.ProfileAsync()).ShouldSatisfyAllConditions(p => p.Handle.ShouldBe(handle), p => p.DisplayName.ShouldBe(handle));
        }
    }

    [Fact]
    public async Task Only_the_first_user_is_the_administrator_even_when_many_register_at_once()
    {
        await using var app = BlogApplication.Start();

        await Parallel.ForAsync(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancel }, async (i, _) =>
        {
            using var user = await app.RegisterAsync($"somebody{i}");
        });

        await using var db = await app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);
        var users = await db.Users.ToListAsync(Cancel);
        users.Count.ShouldBe(8);
        users.Count(user => user.IsAdministrator).ShouldBe(1);
        users.MinBy(user => user.CreatedAt)!.IsAdministrator.ShouldBeTrue();
    }

    [Fact]
    public async Task The_same_address_registers_once_even_when_it_comes_twice_at_once()
    {
        await using var app = BlogApplication.Start();
        using var one = app.Anonymous();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            one.PostAsync("/api/account/register", new { email = "lan@example.com", password = BlogApplication.Password })));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest).ShouldBe(3);
    }

    [Theory]
    [InlineData("""{"email":"lan@example.com","password":"short"}""")]
    [InlineData("""{"email":"lan@example.com","password":""}""")]
    [InlineData("""{"email":"lan@example.com","password":null}""")]
    [InlineData("""{"email":"lan@example.com"}""")]
    [InlineData("""{"email":"no address","password":"a good long password"}""")]
    [InlineData("""{"email":"lan\u200b@example.com","password":"a good long password"}""")]
    [InlineData("""{"email":null,"password":"a good long password"}""")]
    [InlineData("""{"email":"lan\ud800@example.com","password":"a good long password"}""")]
    [InlineData("null")]
    [InlineData("")]
    public async Task What_cannot_be_registered_is_a_problem_of_400(string body)
    {
        await using var app = BlogApplication.Start();
        using var nobody = app.Anonymous();

        using var response = await nobody.Http.PostAsync("/api/account/register", new StringContent(body, null, "application/json"), Cancel);

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_address_longer_than_any_is_refused()
    {
        await using var app = BlogApplication.Start();
        using var nobody = app.Anonymous();

        using var response = await nobody.PostAsync(
            "/api/account/register", new { email = new string('a', 300) + "@example.com", password = BlogApplication.Password });

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_wrong_password_is_a_401_and_many_lock_the_account()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var guesser = app.Anonymous();

        for (var i = 0; i < 5; i++)
        {
            using var wrong = await guesser.PostAsync("/api/account/login", new { email = lan.Email, password = "a guess" });
            wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        using var right = await guesser.PostAsync("/api/account/login", new { email = lan.Email, password = BlogApplication.Password });
        right.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await TestUser.ReadAsync(right)).Text("detail").ShouldBe("LockedOut");
    }
}
