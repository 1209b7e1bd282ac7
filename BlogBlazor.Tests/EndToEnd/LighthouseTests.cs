using System.Globalization;
using System.Text;
using System.Text.Json;
using BlogBlazor.Tests.Media;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>
/// What Lighthouse says of readers' pages on a phone, from a published build. `./test.sh lighthouse` writes docs/lighthouse.md;
/// other runs ask only for what does not depend on how busy the machine is.
/// </summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class LighthouseTests(EndToEndFixture fixture)
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("LIGHTHOUSE") == "full";
    private static readonly string[] Lasting = ["accessibility", "best-practices", "seo"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readers_pages_have_full_marks()
    {
        var app = await fixture.SiteAsync();
        using var lan = new TestUser(app.Address, $"lan-{Guid.NewGuid():N}@example.com");
        await lan.RegisterAsync();
        var slug = await PublishWithPicturesAsync(lan);
        var table = new StringBuilder("\n| page | performance | accessibility | best practices | SEO | largest paint, s | layout shift | blocking, ms |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");

        foreach (var (name, path) in new[] { ("a post with a cover and two pictures", $"/posts/{slug}"), ("home", "/") })
        {
            var report = await AuditAsync(new Uri(app.Address, path));
            foreach (var category in Lasting)
            {
                Score(report, category).ShouldBe(100, $"{path}: {string.Join(", ", Failed(report, category))}");
            }

            if (IsFull)
            {
                double Value(string audit) => report.GetProperty("audits").GetProperty(audit).GetProperty("numericValue").GetDouble();
                table.Append(CultureInfo.InvariantCulture, $"| {name} | {Score(report, "performance")} | {string.Join(" | ", Lasting.Select(category => Score(report, category)))} ");
                table.Append(CultureInfo.InvariantCulture, $"| {Value("largest-contentful-paint") / 1000:0.0} | {Value("cumulative-layout-shift"):0.00} | {Value("total-blocking-time"):0} |\n");
            }
        }

        if (IsFull)
        {
            await File.WriteAllTextAsync(Path.Combine(Repository.Root, "docs", "lighthouse.md"), About + table, Cancel);
        }
    }

    private const string About = """
        # What Lighthouse says

        Written by `./test.sh lighthouse`, which measures it again: a phone with a slow line, as Lighthouse simulates it, before what
        `dotnet publish` makes. Every run of the tests asks for the last three marks; the first depends on how busy the machine is.

        """;

    private static async Task<string> PublishWithPicturesAsync(TestUser author)
    {
        var cover = await MediaApiTests.UploadedAsync(author, TestPictures.Photo(1600, 900));
        var first = await MediaApiTests.UploadedAsync(author, TestPictures.Photo(1600, 1200));
        var second = await MediaApiTests.UploadedAsync(author, TestPictures.Photo(900, 1200));
        var paragraph = string.Concat(Enumerable.Repeat("Whoever writes every day finds that the second paragraph comes more easily than the first. ", 5));
        using var published = await author.PostAsync("/api/posts", new
        {
            title = "A walk along the river",
            summary = "Three pictures of one morning, and what I thought of on the way.",
            markdown = $"{paragraph}\n\n## The bridge\n\n![The bridge in the mist]({first})\n\n{paragraph}\n\n```csharp\nvar steps = 12_000;\n```\n\n## The way back\n\n![A heron]({second})\n\n{paragraph}",
            tags = new[] { "walking", "river" },
            cover,
            coverAlt = "The river in the morning",
            publish = true,
        });
        return (await TestUser.ReadAsync(published)).GetProperty("slug").GetString()!;
    }

    private static async Task<JsonElement> AuditAsync(Uri page)
    {
        var file = Path.GetTempFileName();
        try
        {
            var categories = IsFull ? Lasting.Prepend("performance") : Lasting;
            var (exitCode, output) = await NodeScript.RunToolAsync(
                "lighthouse@12.8.2", "lighthouse", page.AbsoluteUri, "--quiet", "--output=json", $"--output-path={file}",
                $"--only-categories={string.Join(',', categories)}", "--chrome-flags=--headless=new --no-sandbox --disable-gpu");
            exitCode.ShouldBe(0, output);
            return JsonDocument.Parse(await File.ReadAllTextAsync(file, Cancel)).RootElement;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static int Score(JsonElement report, string category) =>
        (int)Math.Round(100 * report.GetProperty("categories").GetProperty(category).GetProperty("score").GetDouble());

    private static IEnumerable<string> Failed(JsonElement report, string category) =>
        from audit in report.GetProperty("categories").GetProperty(category).GetProperty("auditRefs").EnumerateArray()
        let id = audit.GetProperty("id").GetString()!
        let score = report.GetProperty("audits").GetProperty(id).GetProperty("score")
        where score.ValueKind == JsonValueKind.Number && score.GetDouble() < 1
        select id;
}
