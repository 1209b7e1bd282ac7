using System.Net;
using BlogBlazor.Accounts;
using BlogBlazor.Data;
using BlogBlazor.Data.Demo;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Data;

[Trait("Category", "Integration")]
public sealed class DemoContentTests
{
    /// <summary>As the login page tells everybody.</summary>
    private const string Password = "xin chao demo";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Removed_it_takes_along_its_posts_and_the_published_password_but_nothing_that_was_written_besides()
    {
        await using var app = BlogApplication.Start(new Dictionary<string, string> { ["Demo:Seed"] = "true" });
        using var lan = new TestUser(app, "lan@example.com");
        using var minh = new TestUser(app, "minh@example.com");
        await lan.SignInAsync(Password);
        await minh.SignInAsync(Password);
        var own = await minh.PublishAsync("Written besides");
        await using var scope = app.Services.CreateAsyncScope();
        var demo = scope.ServiceProvider.GetRequiredService<DemoContent>();
        (await demo.IsThereAsync(Cancel)).ShouldBeTrue();
        var profile = await lan.ProfileAsync();

        await demo.RemoveAsync(new CurrentUser(profile.Id, profile.Handle, profile.DisplayName, IsAdministrator: true), Cancel);

        (await demo.IsThereAsync(Cancel)).ShouldBeFalse();
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);
        (await db.Posts.Select(p => p.Slug).ToListAsync(Cancel)).ShouldBe([own]);
        (await minh.GetAsync("/api/account/profile")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var again = app.Anonymous();
        (await SignInAsync(again, minh.Email)).ShouldBe(HttpStatusCode.Unauthorized);
        (await SignInAsync(again, lan.Email)).ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> SignInAsync(TestUser user, string email)
    {
        using var response = await user.PostAsync("/api/account/login", new { email, password = Password });
        return response.StatusCode;
    }
}
