using System.Net;
using BlogBlazor.Tests.TestKit;
using SkiaSharp;

namespace BlogBlazor.Tests.Moving;

/// <summary><c>import DIR</c>, for what Hugo and Jekyll keep.</summary>
[Trait("Category", "Slow")]
public sealed class ImportFolderTests : IDisposable
{
    private readonly ImportSite _site = new();

    [Fact]
    public async Task A_site_of_Hugo_moves_in_and_nothing_is_doubled()
    {
        var picture = TestPictures.RedAndBlue(1000, 500, SKEncodedImageFormat.Png);
        _site.With("hugo.toml", "baseURL = \"https://old.example/\"\n[permalinks]\npost = \"/:year/:slug/\"\n")
            .With("static/images/lake.png", picture)
            .With("content/post/first.md",
                """
                +++
                title = "The first"
                date = 2019-03-04T10:00:00+07:00
                lastmod = 2019-03-05
                tags = ["Go", "web"]
                categories = ["Notes"]
                description = "What it is about."
                author = "Lan Phạm"
                aliases = ["/old/first.html"]
                image = "/images/lake.png"
                +++
                Hello. See [the other]({{< ref "bundle" >}}) and [this](bundle/index.md#s-part).

                {{< figure src="/images/lake.png" alt="A lake" caption="At dawn" >}}

                {{< highlight go >}}
                fmt.Println("{{</* not */>}}")
                {{< /highlight >}}

                <div class="note">

                Water is H<sub>2</sub>O, <b>wet</b>.<br>Very.

                </div>

                {{< chart 3 >}}
                """)
            .With("content/post/bundle/near.png", picture)
            .With("content/post/bundle/index.md",
                """
                ---
                title: "A bundle: with its picture"
                date: 2020-01-02
                slug: own-slug
                draft: true
                ---
                ![Near](near.png) and ![Far](missing.png) and ![Else](https://example.com/x.png)
                """)
            .With("content/post/broken.md", "---\ntitle: [\n---\nText.\n")
            .With("content/_index.md", "---\ntitle: Home\n---\n");

        var (dryExit, dry, _) = await _site.ImportAsync("--dry-run");
        var (exit, output, errors) = await _site.ImportAsync();
        var (_, again, _) = await _site.ImportAsync();

        exit.ShouldBe(2, errors);
        dryExit.ShouldBe(2);
        dry.ShouldContain("Nothing was written. It would be 2 posts");
        output.ShouldContain("2 posts, 0 comments, 2 images; there already: 0; left out: 1");
        output.ShouldContain("content/post/broken.md:1: left out: The front matter is no YAML");
        output.ShouldContain("content/post/first.md:26: {{< chart 3 >}} is not known here");
        output.ShouldContain("content/post/bundle/index.md:7: The picture missing.png is not at hand");
        again.ShouldContain("0 posts, 0 comments, 0 images; there already: 2; left out: 1");

        await using var app = _site.Serve();
        var posts = await ImportSite.PostsAsync(app);
        posts.Select(p => p.Slug).ShouldBe(["first", "own-slug"]);
        var (first, bundle) = (posts[0], posts[1]);
        first.PublishedAt.ShouldBe(new DateTime(2019, 3, 4, 3, 0, 0, DateTimeKind.Utc));
        first.Summary.ShouldBe("What it is about.");
        first.Tags.Select(t => t.Name).Order().ShouldBe(["Go", "Notes", "web"]);
        (first.Author.Handle, first.Author.DisplayName, first.Author.IsAdministrator).ShouldBe(("lan-pham", "Lan Phạm", false));
        first.CoverUrl.ShouldNotBeNull().ShouldEndWith("-1000x500.webp");
        first.Markdown.ShouldBe(
            $$$"""
            Hello. See [the other](/posts/own-slug) and [this](/posts/own-slug#s-part).

            ![A lake]({{{first.CoverUrl}}} "At dawn")

            ```go
            fmt.Println("{{< not >}}")
            ```



            Water is H~2~O, **wet**.\
            Very.



            {{< chart 3 >}}
            """.ReplaceLineEndings("\n"));
        bundle.PublishedAt.ShouldBeNull();
        bundle.Title.ShouldBe("A bundle: with its picture");
        bundle.Markdown.ShouldMatch(@"!\[Near\]\(/media/\w+-1000x500\.webp\) and !\[Far\]\(missing\.png\) and !\[Else\]\(https://example\.com/x\.png\)");

        using var reader = app.Anonymous();
        await ShouldLeadAsync(reader, "/old/first.html", "/posts/first");
        await ShouldLeadAsync(reader, "/2019/first/", "/posts/first");
        await ShouldLeadAsync(reader, "/2020/own-slug/", null);
        using var page = await reader.GetAsync("/posts/first");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_has_a_date_to_come_is_published_then()
    {
        _site.With("content/post/later.md", "---\ntitle: Later\ndate: 2099-02-03T09:00:00+07:00\n---\nNot yet.\n");

        (await _site.ImportAsync()).ExitCode.ShouldBe(0);

        await using var app = _site.Serve();
        var post = (await ImportSite.PostsAsync(app)).ShouldHaveSingleItem();
        (post.PublishedAt, post.ScheduledFor).ShouldBe((null, new DateTime(2099, 2, 3, 2, 0, 0, DateTimeKind.Utc)));
        using var reader = app.Anonymous();
        (await reader.GetAsync("/posts/later")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_site_of_Jekyll_moves_in()
    {
        _site.With("_config.yml", "url: https://old.example\n")
            .With("README.md", "# Not a post\n")
            .With("assets/img/a.gif", TestPictures.Gif)
            .With("_posts/2020-01-02-hello-world.md",
                """
                ---
                layout: post
                title: Hello
                categories: news
                tags: one two
                ---
                * TOC
                {:toc}

                ## Part {#part}
                See [before]({% post_url 2019-12-31-before %}) and ![a]({{ site.baseurl }}/assets/img/a.gif){: .left}.

                {% highlight ruby %}
                puts "{% raw %}{{ kept }}{% endraw %}"
                {% endhighlight %}
                """)
            .With("_posts/2019-12-31-before.markdown", "---\npermalink: /before-it-all/\n---\n# The title is in the text\n\nText.\n")
            .With("_posts/2018-01-01-page.html", "---\ntitle: In HTML\n---\n<p>One <em>two</em>.</p>\n<ul><li>a</li><li>b</li></ul>\n")
            .With("_drafts/idea.md", "---\ntitle: An idea\n---\nSoon.\n");

        var (exit, output, _) = await _site.ImportAsync();

        exit.ShouldBe(0, output);
        await using var app = _site.Serve();
        var posts = (await ImportSite.PostsAsync(app)).ToDictionary(p => p.Slug);
        posts.Keys.ShouldBe(["before", "hello-world", "idea", "page"]);
        posts["hello-world"].PublishedAt.ShouldBe(new DateTime(2020, 1, 2, 0, 0, 0, DateTimeKind.Utc));
        posts["hello-world"].Tags.Select(t => t.Name).Order().ShouldBe(["news", "one", "two"]);
        posts["hello-world"].Markdown.ShouldMatch(
            """^## Part\nSee \[before\]\(/posts/before\) and !\[a\]\(/media/\w+-1x1\.webp\)\.\n\n```ruby\nputs "\{\{ kept \}\}"\n```$""");
        posts["before"].Title.ShouldBe("The title is in the text");
        posts["before"].Markdown.ShouldBe("Text.");
        posts["page"].Markdown.ShouldBe("One *two*.\n\n- a\n- b");
        posts["idea"].PublishedAt.ShouldBeNull();
        using var reader = app.Anonymous();
        await ShouldLeadAsync(reader, "/news/2020/01/02/hello-world.html", "/posts/hello-world");
        await ShouldLeadAsync(reader, "/before-it-all", "/posts/before");
    }

    [Fact]
    public async Task One_file_that_is_nested_deeper_than_is_followed_stops_none()
    {
        var deep = string.Concat(Enumerable.Repeat("> ", 200)) + "x";
        _site.With("content/posts/a.md", $"---\ntitle: A\ndate: 2020-01-01\n---\n{deep}\n")
            .With("content/posts/b.md", "---\ntitle: B\ndate: 2020-01-01\n---\nText.\n");

        var (exit, output, errors) = await _site.ImportAsync();

        exit.ShouldBe(0, output + errors);
        output.ShouldContain("content/posts/a.md:5: It is nested too deeply");
        await using var app = _site.Serve();
        (await ImportSite.PostsAsync(app)).Select(post => post.Markdown).ShouldBe([deep, "Text."]);
    }

    [Fact]
    public async Task Old_addresses_in_folders_below_that_of_the_posts_lead_on_and_what_is_too_long_is_told_of()
    {
        var tooLong = "/posts/" + new string('x', 100);
        _site.With("content/posts/2020/a.md", $"---\ntitle: A\ndate: 2020-01-01\naliases: [/posts/old-a, {tooLong}]\ntags: [short, {new string('t', 41)}]\n---\nText.\n");

        var (_, output, _) = await _site.ImportAsync();

        output.ShouldContain($"The old address {tooLong} is too long");
        output.ShouldContain("is longer than 40 characters: it is left out");
        await using var app = _site.Serve();
        using var reader = app.Anonymous();
        await ShouldLeadAsync(reader, "/posts/2020/a/", "/posts/a");
        await ShouldLeadAsync(reader, "/posts/old-a", "/posts/a");
    }

    [Fact]
    public async Task What_cannot_be_begun_is_one_sentence()
    {
        (await _site.RunAsync("import", Path.Combine(_site.Folder, "nowhere"))).Errors.ShouldMatch("^There is no .*nowhere\\.$");
        (await _site.ImportAsync("--author", "nobody")).Errors.ShouldBe("--author: there is no account @nobody.");
    }

    public void Dispose() => _site.Dispose();

    private static async Task ShouldLeadAsync(TestUser reader, string from, string? to)
    {
        using var response = await reader.GetAsync(from);
        response.StatusCode.ShouldBe(to is null ? HttpStatusCode.NotFound : HttpStatusCode.MovedPermanently, from);
        response.Headers.Location?.OriginalString.ShouldBe(to);
    }
}
