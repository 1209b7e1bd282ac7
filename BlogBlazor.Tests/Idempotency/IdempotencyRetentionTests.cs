using System.Net;
using BlogBlazor.Data;
using BlogBlazor.Idempotency;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Idempotency;

[Trait("Category", "Integration")]
public sealed class IdempotencyRetentionTests
{
    private readonly LaterTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_holds_for_a_day_and_is_then_free_again()
    {
        await using var app = Start();
        using var lan = await app.RegisterAsync("lan");

        (await CreateAsync(lan)).ShouldBe("a-post");
        _time.Later += TimeSpan.FromHours(23.9);
        (await CreateAsync(lan)).ShouldBe("a-post");
        _time.Later += TimeSpan.FromHours(0.1);
        (await CreateAsync(lan)).ShouldBe("a-post-2");
        (await CreateAsync(lan)).ShouldBe("a-post-2");
    }

    [Fact]
    public async Task What_users_wrote_is_not_kept_longer_though_no_key_comes_any_more()
    {
        await using var app = Start();
        using var lan = await app.RegisterAsync("lan");
        await CreateAsync(lan);
        await PurgeAsync(app);
        (await CountAsync(app)).ShouldBe(1);

        _time.Later += TimeSpan.FromHours(24);
        await PurgeAsync(app);

        (await CountAsync(app)).ShouldBe(0);
    }

    private BlogApplication Start() =>
        BlogApplication.Start(services: services => services.AddSingleton<TimeProvider>(_time));

    private static async Task<string> CreateAsync(TestUser user)
    {
        using var response = await user.PostAsync("/api/posts", new { title = "A post", markdown = "Some text." }, "k");
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await TestUser.ReadAsync(response)).Text("slug")!;
    }

    private static Task PurgeAsync(BlogApplication app) =>
        app.Hosted<IdempotencyRetention>().PurgeAsync(Cancel);

    private static async Task<int> CountAsync(BlogApplication app)
    {
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);
        return await db.IdempotencyRecords.CountAsync(Cancel);
    }
}
