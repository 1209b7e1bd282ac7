using BlogBlazor.Data;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications;

[Trait("Category", "Integration")]
public sealed class UnreadCountTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_counter_is_what_counting_would_give_whatever_happens(int seed)
    {
        var random = new Random(seed);
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var (lanId, slug) = ((await lan.ProfileAsync()).Id, await lan.PublishAsync());
        var comments = new List<int>();

        for (var step = 0; step < 60; step++)
        {
            switch (random.Next(6))
            {
                case 0 or 1:
                    comments.Add(await minh.CommentAsync(slug));
                    break;
                case 2:
                    await app.NotifyAsync(lanId, "hello");
                    break;
                case 3 when comments.Count > 0:
                    var gone = comments[random.Next(comments.Count)];
                    comments.Remove(gone);
                    using (await minh.Http.DeleteAsync($"/api/posts/{slug}/comments/{gone}", Cancel))
                    {
                        break;
                    }

                case 4:
                    using (await lan.PostAsync("/api/notifications/read", new { upTo = random.Next(step + 1) }))
                    {
                        break;
                    }

                default:
                    using (await lan.PostAsync("/api/notifications/read", new { ids = new[] { random.Next(step + 1), random.Next(step + 1) } }))
                    {
                        break;
                    }
            }

            (await lan.GetJsonAsync("/api/notifications/unread-count")).Number("unread").ShouldBe(await CountAsync(app, lanId), $"after step {step}");
        }
    }

    private static async Task<int> CountAsync(BlogApplication app, string userId)
    {
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);
        return await db.Notifications.CountAsync(n => n.RecipientId == userId && n.ReadAt == null && n.RetractedAt == null, Cancel);
    }
}
