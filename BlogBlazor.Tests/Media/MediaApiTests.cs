using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BlogBlazor.Data;
using BlogBlazor.Media;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;

namespace BlogBlazor.Tests.Media;

[Trait("Category", "Integration")]
public sealed class MediaApiTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blogblazor-");
    private readonly BlogApplication _app;

    public MediaApiTests() => _app = BlogApplication.Start(new Dictionary<string, string> { ["Media:Folder"] = _folder.FullName });

    [Fact]
    public async Task A_photo_stands_upright_and_tells_nothing_of_its_camera()
    {
        using var lan = await _app.RegisterAsync("lan");
        var photo = TestPictures.WithExif(TestPictures.RedAndBlue(1200, 800, SKEncodedImageFormat.Jpeg));

        var url = await UploadedAsync(lan, photo);

        MediaName.FromAddress(url).ShouldNotBeNull().ShouldSatisfyAllConditions(n => n.Width.ShouldBe(800), n => n.Height.ShouldBe(1200));
        var file = await lan.Http.GetByteArrayAsync(new Uri(url, UriKind.Relative), Cancel);
        var content = Encoding.Latin1.GetString(file);
        foreach (var metadata in new[] { "Exif", "EXIF", "GPS", "ICCP" })
        {
            content.ShouldNotContain(metadata);
        }

        using var shown = SKBitmap.Decode(file);
        shown.GetPixel(400, 100).Red.ShouldBeGreaterThan((byte)200, "What was left is on top.");
        shown.GetPixel(400, 1100).Blue.ShouldBeGreaterThan((byte)200);
    }

    [Fact]
    public async Task It_is_kept_in_three_sizes_which_anybody_may_keep_for_ever()
    {
        using var lan = await _app.RegisterAsync("lan");

        var name = MediaName.FromAddress(await UploadedAsync(lan, TestPictures.RedAndBlue(3200, 1000, SKEncodedImageFormat.Png)))!;

        (name.Width, name.Height).ShouldBe((1600, 500));
        name.Smaller.Select(n => (n.Width, n.Height)).ShouldBe([(800, 250), (400, 125)]);
        using var reader = _app.Anonymous();
        foreach (var each in name.Smaller.Prepend(name))
        {
            using var response = await reader.GetAsync(each.Address);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("image/webp");
            response.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
            response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
            response.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["cross-origin"]);
            using var picture = SKBitmap.Decode(await response.Content.ReadAsByteArrayAsync(Cancel));
            (picture.Width, picture.Height).ShouldBe((each.Width, each.Height));
        }

        using var part = new HttpRequestMessage(HttpMethod.Get, name.Address) { Headers = { Range = new RangeHeaderValue(0, 3) } };
        using var partial = await reader.Http.SendAsync(part, Cancel);
        partial.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await partial.Content.ReadAsStringAsync(Cancel)).ShouldBe("RIFF");
    }

    [Fact]
    public async Task The_same_picture_is_stored_once_and_comes_back_under_its_own_name()
    {
        using var lan = await _app.RegisterAsync("lan");
        using var minh = await _app.RegisterAsync("minh");
        var picture = TestPictures.RedAndBlue(900, 300, SKEncodedImageFormat.Jpeg);

        var url = await UploadedAsync(lan, picture);
        var files = Files();

        (await UploadedAsync(lan, picture)).ShouldBe(url);
        (await UploadedAsync(minh, picture)).ShouldBe(url);
        (await UploadedAsync(minh, await lan.Http.GetByteArrayAsync(new Uri(url, UriKind.Relative), Cancel))).ShouldBe(url, "As an export brings it.");
        Files().ShouldBe(files);
        await using var db = await DatabaseAsync();
        (await db.Uploads.CountAsync(Cancel)).ShouldBe(2, "One for each owner.");

        List<string> Files() => [.. _folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => file.FullName).Order()];
    }

    [Theory]
    [InlineData("an animation", 4)]
    [InlineData("an animated WebP", 4)]
    [InlineData("inks of a printer", 16)]
    [InlineData("another type than it says", 40)]
    public async Task What_comes_is_shown_as_it_was_whatever_it_is_called(string kind, int width)
    {
        using var lan = await _app.RegisterAsync("lan");
        var picture = kind switch
        {
            "an animation" => TestPictures.AnimatedGif,
            "an animated WebP" => TestPictures.AnimatedWebP,
            "inks of a printer" => TestPictures.CmykJpeg,
            _ => TestPictures.Plain(40, 40, SKColors.Red), // A PNG, sent as JPEG.
        };

        var file = await lan.Http.GetByteArrayAsync(new Uri(await UploadedAsync(lan, picture), UriKind.Relative), Cancel);

        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        codec.FrameCount.ShouldBeLessThanOrEqualTo(1);
        using var shown = SKBitmap.Decode(file);
        shown.Width.ShouldBe(width);
        var (red, green, blue) = (shown.GetPixel(1, 1).Red, shown.GetPixel(1, 1).Green, shown.GetPixel(1, 1).Blue);
        (red > 230 && green < 30 && blue < 30).ShouldBeTrue($"{red} {green} {blue}");
    }

    [Fact]
    public async Task What_is_no_picture_or_too_large_a_one_is_refused()
    {
        using var lan = await _app.RegisterAsync("lan");
        var png = TestPictures.RedAndBlue(100, 100, SKEncodedImageFormat.Png);

        (await RefusedAsync("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8.ToArray(), "image/svg+xml")).ShouldContain("JPEG");
        (await RefusedAsync("<script>alert(1)</script>"u8.ToArray(), "image/png")).ShouldContain("JPEG");
        (await RefusedAsync([], "image/png")).ShouldContain("JPEG");
        (await RefusedAsync(png[..60], "image/png")).ShouldContain("damaged");
        (await RefusedAsync(TestPictures.HeaderAlone(30_000, 30_000), "image/png")).ShouldContain("million");
        using var large = await UploadAsync(lan, new byte[11 * 1024 * 1024]);
        large.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        using var form = await UploadAsync(lan, png, "application/x-www-form-urlencoded");
        form.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType, "So a form of another site cannot send one.");
        using var reader = _app.Anonymous();
        using var stranger = await UploadAsync(reader, png);
        stranger.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        _folder.EnumerateFileSystemInfos().ShouldBeEmpty();

        async Task<string> RefusedAsync(byte[] content, string type)
        {
            using var response = await UploadAsync(lan, content, type);
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            return (await TestUser.ReadAsync(response)).GetProperty("errors").GetProperty("file")[0].GetString()!;
        }
    }

    [Fact]
    public async Task Room_is_given_to_each_user_and_no_more()
    {
        using var lan = await _app.RegisterAsync("lan");
        await using (var db = await DatabaseAsync())
        {
            db.Add(new Upload
            {
                OwnerId = (await lan.ProfileAsync()).Id,
                Hash = new string('0', 32),
                Width = 1,
                Height = 1,
                Bytes = MediaService.MaxBytesPerUser,
                CreatedAt = DateTime.UtcNow,
            });
            await db.SaveChangesAsync(Cancel);
        }

        using var refused = await UploadAsync(lan, TestPictures.RedAndBlue(10, 10, SKEncodedImageFormat.Png));

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _folder.EnumerateFileSystemInfos().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_uploads_with_its_token()
    {
        using var lan = await _app.RegisterAsync("lan");
        using var program = _app.Anonymous();
        program.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await lan.TokenAsync());

        (await UploadedAsync(program, TestPictures.Gif)).ShouldEndWith("-1x1.webp");
    }

    [Theory]
    [InlineData("/media/0123456789abcdef0123456789abcdef-10x10.webp")]
    [InlineData("/media/blog.db")]
    [InlineData("/media/..%2fblog.db")]
    [InlineData("/media/0123456789abcdef0123456789abcdef-10x10.webp%2f..%2f..%2fblog.db")]
    public async Task Nothing_else_is_given_out(string path)
    {
        using var reader = _app.Anonymous();

        using var response = await reader.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal static async Task<HttpResponseMessage> UploadAsync(TestUser user, byte[] picture, string type = "image/jpeg")
    {
        using var content = new ByteArrayContent(picture) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/media") { Content = content };
        request.Headers.ExpectContinue = true; // Else what is too large is still being sent when it is refused.
        return await user.Http.SendAsync(request, Cancel);
    }

    internal static async Task<string> UploadedAsync(TestUser user, byte[] picture)
    {
        using var response = await UploadAsync(user, picture);
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync(Cancel));
        var url = (await TestUser.ReadAsync(response)).GetProperty("url").GetString()!;
        response.Headers.Location!.OriginalString.ShouldBe(url);
        return url;
    }

    private Task<BlogDbContext> DatabaseAsync() =>
        _app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);
}
