using System.Net;
using System.Net.Http.Json;
using BlogBlazor.Comments;
using BlogBlazor.Tests.Media;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;

namespace BlogBlazor.Tests.Moving;

[Trait("Category", "Slow")]
public sealed class ExportTests : IDisposable
{
    private readonly ImportSite _here = new();
    private readonly ImportSite _there = new();

    [Fact]
    public async Task What_is_exported_and_imported_is_the_same_blog()
    {
        // What an import changes of other sites' texts.
        const string Tricky = "\nWith {{< ref \"x\" >}}, {% raw %}, <b>HTML</b>, {: .class}\r\n\r\n[^1]: a note\n\n---\n\n+++\n";
        Directory.Delete(_there.Folder);
        string before, pictures;
        await using (var app = _here.Serve())
        {
            using var lan = await app.RegisterAsync("lan");
            using var minh = await app.RegisterAsync("minh");
            var url = await MediaApiTests.UploadedAsync(lan, TestPictures.RedAndBlue(2000, 1000, SKEncodedImageFormat.Jpeg));
            var post = new { title = "Đăng: \"bài\" #1", markdown = $"![Hồ]({url})\n{Tricky}", summary = "Tóm tắt: x", tags = new[] { "C#", "việt nam" }, publish = true, cover = url, coverAlt = "", slug = "cu" };
            using var renamed = await lan.Http.PutAsJsonAsync($"/api/posts/{await PublishAsync(lan, post)}", post with { slug = "moi" }, Cancel);
            renamed.EnsureSuccessStatusCode();
            var slug = (await TestUser.ReadAsync(renamed)).GetProperty("slug").GetString()!;
            await PublishAsync(lan, new { title = "Bản nháp", markdown = "---\nno front matter\n---" });
            await PublishAsync(lan, new { title = "Later", markdown = "Not yet.", publishAt = "2099-02-03T09:00:00+07:00" });
            var comment = await minh.CommentAsync(slug, "Hay quá!\n\n> quote");
            await lan.CommentAsync(slug, "Cảm ơn.", comment);
            var deleted = await minh.CommentAsync(slug, "This goes.");
            await lan.CommentAsync(slug, "And this stays.", deleted);
            (await minh.Http.DeleteAsync(new Uri($"/api/posts/{slug}/comments/{deleted}", UriKind.Relative), Cancel)).EnsureSuccessStatusCode();
            before = await DescribeAsync(app);
            pictures = url;
        }

        (await _here.RunAsync("export", _there.Folder, "--dry-run")).Output.ShouldContain("It would be 3 posts, 4 comments, 1 images");
        Directory.Exists(_there.Folder).ShouldBeFalse();
        var (exit, output, errors) = await _here.RunAsync("export", _there.Folder);
        exit.ShouldBe(0, errors);
        output.ShouldContain("3 posts, 4 comments, 1 images");
        (await _here.RunAsync("export", _there.Folder)).Errors.ShouldContain("is not an empty folder");
        (exit, output, errors) = await _there.ImportAsync();

        exit.ShouldBe(0, output + errors);
        output.ShouldContain("3 posts, 4 comments, 1 images; there already: 0; left out: 0; notes: 0");
        await using var moved = _there.Serve();
        (await DescribeAsync(moved)).ShouldBe(before);
        using var reader = moved.Anonymous();
        using var picture = await reader.GetAsync(pictures);
        picture.EnsureSuccessStatusCode();
        using var old = await reader.GetAsync("/posts/cu");
        old.StatusCode.ShouldBe(HttpStatusCode.MovedPermanently);
        old.Headers.Location!.ToString().ShouldBe("/posts/moi");
    }

    [Fact]
    public async Task A_text_that_is_nested_deeper_than_is_followed_goes_and_comes_as_it_is()
    {
        var deep = string.Concat(Enumerable.Repeat("> ", 200)) + "x";
        Directory.Delete(_there.Folder);
        await using (var app = _here.Serve())
        {
            using var lan = await app.RegisterAsync("lan");
            await PublishAsync(lan, new { title = "Deep", markdown = deep, publish = true });
            await PublishAsync(lan, new { title = "Plain", markdown = "Text.", publish = true });
        }

        var (exit, output, errors) = await _here.RunAsync("export", _there.Folder);
        exit.ShouldBe(0, errors);
        output.ShouldContain("/posts/deep:1: It is nested too deeply");
        output.ShouldContain("2 posts");
        (exit, output, errors) = await _there.ImportAsync();

        exit.ShouldBe(0, errors);
        output.ShouldContain("deep/index.md:14: It is nested too deeply");
        await using var moved = _there.Serve();
        (await ImportSite.PostsAsync(moved)).Select(post => post.Markdown).ShouldBe([deep, "Text."]);
    }

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<string> PublishAsync(TestUser user, object post)
    {
        using var response = await user.Http.PostAsJsonAsync("/api/posts", post, Cancel);
        response.EnsureSuccessStatusCode();
        return (await TestUser.ReadAsync(response)).GetProperty("slug").GetString()!;
    }

    private static async Task<string> DescribeAsync(BlogApplication app)
    {
        var described = new List<string>();
        using var scope = app.Services.CreateScope();
        foreach (var p in await ImportSite.PostsAsync(app))
        {
            described.Add($"{p.Slug}|{p.Title}|{p.Summary}|{p.Markdown}|{p.PublishedAt:O}|{p.ScheduledFor:O}|{p.UpdatedAt:O}|{p.CoverUrl}|{p.CoverAlt}|{p.Author.Handle}|{p.Author.DisplayName}|{string.Join(',', p.Tags.Select(t => t.Name).Order())}");
            var comments = await scope.ServiceProvider.GetRequiredService<CommentQueries>().ListAsync(p.Id, null, 0, 100, Cancel);
            described.AddRange(comments.Select(c => $"{c.Author?.Handle}|{c.Markdown}|{c.CreatedAt:O}|{comments.ToList().FindIndex(other => other.Id == c.ParentId)}"));
        }

        return string.Join('\n', described);
    }
}
