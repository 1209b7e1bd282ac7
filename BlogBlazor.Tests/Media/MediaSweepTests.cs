using BlogBlazor.Data;
using BlogBlazor.Media;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SkiaSharp;

namespace BlogBlazor.Tests.Media;

[Trait("Category", "Integration")]
public sealed class MediaSweepTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private readonly BlogApplication _app = BlogApplication.Start();
    private TestUser _lan = null!;
    private byte _colours;

    [Fact]
    public async Task A_picture_that_no_text_mentions_is_removed_after_a_month_with_all_its_variants()
    {
        var unused = await UploadAsync();
        var (inPost, onlyInRevision, onlyInCopy) = (await UploadAsync(), await UploadAsync(), await UploadAsync());
        var (cover, formerCover, inComment) = (await UploadAsync(), await UploadAsync(), await UploadAsync());
        await WriteAsync(HttpMethod.Post, "/api/posts", $"![]({onlyInRevision.Address})", formerCover.Address);
        await WriteAsync(HttpMethod.Put, "/api/posts/a-post", $"![](https://blog.example{inPost.Address})", cover.Address);
        await _lan.CommentAsync("a-post", $"![small]({inComment.Smaller.First().Address})");
        await using (var db = await DatabaseAsync())
        {
            var copy = new BlogBlazor.Posts.Editing.WorkingCopy { PostId = 1 };
            copy.Change(new("A post", $"![]({onlyInCopy.Address})", "", [], "a-post"), null, null, DateTime.UtcNow);
            db.Add(copy);
            await db.SaveChangesAsync(Cancel);
        }

        _clock.Advance(MediaSweep.Kept - TimeSpan.FromMinutes(1));
        (await SweepAsync(_app)).ShouldBe(0);
        _clock.Advance(TimeSpan.FromHours(1));
        (await SweepAsync(_app)).ShouldBe(1);

        foreach (var file in unused.Smaller.Prepend(unused))
        {
            (await HasAsync(file)).ShouldBeFalse(file.FileName);
        }

        foreach (var name in new[] { inPost, onlyInRevision, onlyInCopy, cover, formerCover, inComment })
        {
            (await HasAsync(name)).ShouldBeTrue();
        }

        (await UploadsAsync()).ShouldNotContain(unused.Hash, "Its room is free again.");
    }

    [Fact]
    public async Task One_that_is_brought_again_stays_and_one_that_is_gone_is_stored_anew()
    {
        var (again, gone) = (await UploadAsync(), await UploadAsync());
        await using (var db = await DatabaseAsync())
        {
            await db.Uploads.ExecuteUpdateAsync(set => set.SetProperty(u => u.CreatedAt, DateTime.UtcNow - MediaSweep.Kept - TimeSpan.FromDays(1)), Cancel);
        }

        _colours = 0;
        (await UploadAsync()).ShouldBe(again);

        (await SweepAsync(_app)).ShouldBe(1);

        (await HasAsync(again)).ShouldBeTrue();
        (await UploadAsync()).ShouldBe(gone);
        (await HasAsync(gone)).ShouldBeTrue();
    }

    [Fact]
    public async Task Of_two_instances_each_picture_is_removed_by_one()
    {
        await using var other = BlogApplication.Start(database: _app.Database);
        for (var i = 0; i < 5; i++)
        {
            await UploadAsync();
        }

        _clock.Advance(MediaSweep.Kept + TimeSpan.FromDays(1));
        (await Task.WhenAll(SweepAsync(_app), SweepAsync(other))).Sum().ShouldBe(5);
    }

    [Fact]
    public async Task Where_the_texts_cannot_all_be_read_nothing_is_removed()
    {
        var name = await UploadAsync();
        await using var db = await DatabaseAsync();
        await db.Database.ExecuteSqlRawAsync("""ALTER TABLE "CommentDrafts" RENAME TO "Elsewhere" """, Cancel);
        _clock.Advance(MediaSweep.Kept + TimeSpan.FromDays(1));

        await Should.ThrowAsync<Exception>(() => SweepAsync(_app));

        (await HasAsync(name)).ShouldBeTrue();
        (await UploadsAsync()).ShouldBe([name.Hash]);
    }

    [Fact]
    public async Task What_the_store_does_not_delete_is_tried_again_the_next_day()
    {
        var name = await UploadAsync();
        _clock.Advance(MediaSweep.Kept + TimeSpan.FromDays(1));

        await Should.ThrowAsync<IOException>(() => SweepAsync(_app, new RefusingStore()));
        (await UploadsAsync()).ShouldBe([name.Hash]);

        (await SweepAsync(_app)).ShouldBe(1);
        (await HasAsync(name)).ShouldBeFalse();
    }

    public async ValueTask InitializeAsync() => _lan = await _app.RegisterAsync("lan");

    public async ValueTask DisposeAsync()
    {
        _lan.Dispose();
        await _app.DisposeAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<int> SweepAsync(BlogApplication app, IMediaStore? store = null)
    {
        using var sweep = new MediaSweep(
            app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>(),
            store ?? app.Services.GetRequiredService<IMediaStore>(),
            _clock,
            NullLogger<MediaSweep>.Instance);
        return await sweep.SweepAsync(Cancel);
    }

    /// <summary>Another one each time.</summary>
    private async Task<MediaName> UploadAsync()
    {
        var picture = TestPictures.Plain(900, 600, new SKColor(_colours += 20, 0, 0));
        return MediaName.FromAddress(await MediaApiTests.UploadedAsync(_lan, picture)).ShouldNotBeNull();
    }

    private async Task WriteAsync(HttpMethod method, string path, string markdown, string cover)
    {
        var post = new { title = "A post", markdown, cover, coverAlt = "", publish = true };
        using var response = method == HttpMethod.Post ? await _lan.PostAsync(path, post) : await _lan.PutAsync(path, post);
        response.EnsureSuccessStatusCode();
    }

    private Task<bool> HasAsync(MediaName name) => _app.Services.GetRequiredService<IMediaStore>().HasAsync(name, Cancel);

    private async Task<List<string>> UploadsAsync()
    {
        await using var db = await DatabaseAsync();
        return await db.Uploads.Select(u => u.Hash).ToListAsync(Cancel);
    }

    private Task<BlogDbContext> DatabaseAsync() =>
        _app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);

    private sealed class RefusingStore : IMediaStore
    {
        public Task<bool> HasAsync(MediaName name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task SaveAsync(MediaName name, byte[] content, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Stream?> OpenAsync(MediaName name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task DeleteAsync(MediaName name, CancellationToken cancellationToken) => throw new IOException("The disk is read-only.");
    }
}
