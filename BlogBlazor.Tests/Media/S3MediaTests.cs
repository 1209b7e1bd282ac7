using System.Diagnostics;
using System.Net;
using BlogBlazor.Media;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SkiaSharp;

namespace BlogBlazor.Tests.Media;

/// <summary>Pictures in a bucket of s3rver, which speaks S3 but, of signatures, checks whose they are alone.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class S3MediaTests : IAsyncDisposable
{
    private readonly DirectoryInfo _bucket = Directory.CreateTempSubdirectory("blogblazor-");
    private Process? _server;

    [Fact]
    public async Task A_bucket_keeps_them_and_gives_them_back()
    {
        await using var app = BlogApplication.Start(await SettingsAsync("S3RVER"));
        using var lan = await app.RegisterAsync("lan");
        var picture = TestPictures.Noise(900, 300, SKEncodedImageFormat.Jpeg);

        var url = await MediaApiTests.UploadedAsync(lan, picture);

        (await MediaApiTests.UploadedAsync(lan, picture)).ShouldBe(url);
        using var response = await lan.GetAsync(url);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var shown = SKBitmap.Decode(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        shown.Width.ShouldBe(900);
        using var missing = await lan.GetAsync(url.Replace("-900x", "-901x", StringComparison.Ordinal));
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        _bucket.EnumerateFiles("*.webp*", SearchOption.AllDirectories).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task What_nothing_uses_is_taken_out_of_the_bucket()
    {
        await using var app = BlogApplication.Start(await SettingsAsync("S3RVER"));
        using var lan = await app.RegisterAsync("lan");
        var name = MediaName.FromAddress(await MediaApiTests.UploadedAsync(lan, TestPictures.Noise(900, 300, SKEncodedImageFormat.Jpeg)))!;
        using var sweep = ActivatorUtilities.CreateInstance<MediaSweep>(
            app.Services, new FakeTimeProvider(DateTimeOffset.UtcNow + MediaSweep.Kept + TimeSpan.FromDays(1)));

        (await sweep.SweepAsync(TestContext.Current.CancellationToken)).ShouldBe(1);

        foreach (var file in name.Smaller.Prepend(name))
        {
            using var response = await lan.GetAsync(file.Address);
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task What_the_server_refuses_is_no_upload()
    {
        await using var app = BlogApplication.Start(await SettingsAsync("SOMEBODY"));
        using var lan = await app.RegisterAsync("lan");

        using var response = await MediaApiTests.UploadAsync(lan, TestPictures.RedAndBlue(10, 10, SKEncodedImageFormat.Png));

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task A_key_that_is_missing_is_named_at_the_start()
    {
        var (exitCode, _, errors) = await ServerProcess.RunAsync(
            ["export", Path.Combine(_bucket.FullName, "out")], ("Media:S3:Endpoint", "http://127.0.0.1:9"), ("Media:S3:Bucket", "blog"),
            ("ConnectionStrings:Blog", $"Data Source={Path.Combine(_bucket.FullName, "blog.db")}"));

        exitCode.ShouldBe(1);
        errors.ShouldBe("Media:S3:AccessKey is missing.");
    }

    public ValueTask DisposeAsync()
    {
        _server?.Kill(entireProcessTree: true);
        _server?.Dispose();
        _bucket.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<Dictionary<string, string>> SettingsAsync(string accessKey)
    {
        _server = await NodeScript.StartAsync(
            "node_modules/s3rver/bin/s3rver.js", "--directory", _bucket.FullName, "--address", "127.0.0.1", "--port", "0", "--configure-bucket", "blog");
        string? line;
        do
        {
            line = await _server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        while (line is not null && !line.Contains("listening on", StringComparison.Ordinal));

        return new Dictionary<string, string>
        {
            ["Media:S3:Endpoint"] = $"http://127.0.0.1:{line.ShouldNotBeNull()[(line!.LastIndexOf(':') + 1)..]}",
            ["Media:S3:Bucket"] = "blog",
            ["Media:S3:AccessKey"] = accessKey,
            ["Media:S3:SecretKey"] = "S3RVER",
        };
    }
}
