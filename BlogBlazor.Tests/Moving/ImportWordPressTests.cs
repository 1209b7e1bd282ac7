using System.Net;
using System.Net.Sockets;
using BlogBlazor.Comments;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;

namespace BlogBlazor.Tests.Moving;

/// <summary><c>import FILE.xml</c>, for what WordPress exports.</summary>
[Trait("Category", "Slow")]
public sealed class ImportWordPressTests : IDisposable
{
    private readonly ImportSite _site = new();

    [Fact]
    public async Task Posts_pages_comments_authors_and_pictures_move_in()
    {
        _site.With("uploads/2020/05/lake.jpg", TestPictures.RedAndBlue(600, 400, SKEncodedImageFormat.Jpeg))
            .With("export.xml", Wxr(
                Author("lan", "Lan Phạm") + Attachment(7, "https://old.example/wp-content/uploads/2020/05/lake.jpg")
                + Item(1, "post", "publish", "First &amp; best", "first-best", """
                    <!-- wp:paragraph --><p>Hello <strong>you </strong>and <a href="https://example.com/a_b">a_b</a>; 2 * 3_4.</p><!-- /wp:paragraph -->
                    <!-- wp:image --><figure class="wp-block-image"><a href="https://old.example/wp-content/uploads/2020/05/lake.jpg"><img src="https://old.example/wp-content/uploads/2020/05/lake-300x200.jpg" alt="A lake"/></a><figcaption>At dawn</figcaption></figure><!-- /wp:image -->
                    <!-- wp:list --><ul><li>one<ul><li>deep</li></ul></li><li>two</li></ul><!-- /wp:list -->
                    <!-- wp:code --><pre class="wp-block-code"><code class="language-php">if (a &lt; b) { }</code></pre><!-- /wp:code -->
                    <!-- wp:table --><table><tr><th>a|b</th><th>c</th></tr><tr><td>1</td></tr></table><!-- /wp:table -->
                    """,
                    Comment(11, 0, "Guest *One*", "Well <b>said</b>.") + Comment(12, 11, "Lan", "Thanks.", userId: 1, email: "lan@old.example")
                    + Comment(13, 12, "Third", "Deep.") + Comment(14, 0, "Spam", "Buy.", approved: "spam") + Comment(15, 0, "Ping", "…", type: "pingback"))
                + Item(2, "page", "publish", "About", "about", "First line\nsecond line\n\n[caption id=\"x\" width=\"3\"]<img src=\"https://old.example/wp-content/uploads/2020/05/lake.jpg\" alt=\"L\" /> Seen[/caption]\n\n[contact-form to=\"x\"]\n\n<blockquote>Said</blockquote>", "")
                + Item(3, "post", "draft", "", "", "No title.", "")
                + Item(4, "post", "trash", "Gone", "gone", "x", "")
                + Item(5, "product", "publish", "Sold", "sold", "x", "")));
        var file = Path.Combine(_site.Folder, "export.xml");
        string[] import = ["import", file, "--uploads", Path.Combine(_site.Folder, "uploads")];

        var (exit, output, errors) = await _site.RunAsync(import);
        var (_, again, _) = await _site.RunAsync(import);

        exit.ShouldBe(0, output + errors);
        output.ShouldContain("3 posts, 3 comments, 3 images; there already: 0; left out: 0");
        output.ShouldContain("[contact-form to=\"x\"] is not known here");
        output.ShouldContain("type product");
        again.ShouldContain("0 posts, 0 comments, 0 images; there already: 3");

        await using var app = _site.Serve();
        var posts = (await ImportSite.PostsAsync(app)).ToDictionary(p => p.Slug);
        var post = posts["first-best"];
        post.Title.ShouldBe("First & best");
        post.Author.DisplayName.ShouldBe("Lan Phạm");
        post.PublishedAt.ShouldBe(new DateTime(2020, 5, 6, 7, 8, 9, DateTimeKind.Utc));
        post.Tags.Select(t => t.Name).ShouldBe(["Notes"]);
        post.CoverUrl.ShouldNotBeNull();
        post.Markdown.ShouldBe(
            $$"""
            Hello **you** and [a\_b](https://example.com/a_b); 2 \* 3\_4.

            ![A lake]({{post.CoverUrl}} "At dawn")

            - one
              - deep
            - two

            ```php
            if (a < b) { }
            ```

            | a\|b | c |
            | --- | --- |
            | 1 |  |
            """.ReplaceLineEndings("\n"));
        posts["about"].Markdown.ShouldBe($"First line  \nsecond line\n\n![L]({post.CoverUrl} \"Seen\")\n\n[contact-form to=\"x\"]\n\n> Said".Replace("[contact", "\\[contact", StringComparison.Ordinal).Replace("x\"]\n", "x\"\\]\n", StringComparison.Ordinal));
        posts.Values.Count(p => p.PublishedAt is null).ShouldBe(1);

        using var scope = app.Services.CreateScope();
        var comments = await scope.ServiceProvider.GetRequiredService<CommentQueries>().ListAsync(post.Id, null, 0, 100, TestContext.Current.CancellationToken);
        comments.Select(c => c.Markdown).ShouldBe([@"**Guest \*One\*:** Well **said**.", "Thanks.", "**Third:** Deep."]);
        comments.Select(c => c.Author!.Handle).ShouldBe(["guest", "lan", "guest"]);
        comments.Skip(1).ShouldAllBe(c => c.ParentId == comments[0].Id, "There are two levels.");
        using var reader = app.Anonymous();
        using var old = await reader.GetAsync("/2020/05/first-best/");
        old.Headers.Location?.OriginalString.ShouldBe("/posts/first-best");
    }

    /// <summary>Until the 30 s are over that the command gives a picture.</summary>
    [Fact]
    public async Task Pictures_that_do_not_come_stop_nothing()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = $"http://{silent.LocalEndpoint}/lake.jpg";
        _site.With("uploads/a.jpg", [1]).With("export.xml", Wxr(
            Item(1, "post", "publish", "One", "one", $"<img src=\"{address}\"> <img src=\"https://old.example/wp-content/uploads/a%00b.jpg\">", "")
            + Item(2, "post", "publish", "Two", "two", "x", "")));
        string[] import = ["import", Path.Combine(_site.Folder, "export.xml"), "--download", "--dry-run"];

        var (_, refused, errors) = await _site.RunAsync(import);
        refused.ShouldContain($"The picture {address} cannot be read: The address is not on the public internet.", customMessage: errors);

        (_, var output, errors) = await ServerProcess.RunAsync(
            TestSocket.Patience * 3,
            [.. import, "--uploads", Path.Combine(_site.Folder, "uploads")],
            [.. _site.Settings, ("Outgoing:AllowPrivateAddresses", "true")]);
        output.ShouldContain($"The picture {address} cannot be read:", customMessage: errors);
        output.ShouldContain("2 posts");
    }

    [Fact]
    public async Task A_file_that_is_cut_off_gives_what_is_whole()
    {
        var whole = Wxr(Item(1, "post", "publish", "One", "one", "x", "") + Item(2, "post", "publish", "Two", "two", "x", ""));
        _site.With("export.xml", whole[..whole.LastIndexOf("</item>", StringComparison.Ordinal)]).With("letter.xml", "Dear import");

        var (exit, output, _) = await _site.RunAsync("import", Path.Combine(_site.Folder, "export.xml"));

        exit.ShouldBe(2);
        output.ShouldContain("1 posts");
        output.ShouldContain("no XML");
        (await _site.RunAsync("import", Path.Combine(_site.Folder, "letter.xml"))).Errors.ShouldContain("it is no export of WordPress");
    }

    public void Dispose() => _site.Dispose();

    private static string Wxr(string channel) =>
        $"""
        <?xml version="1.0" encoding="UTF-8" ?>
        <rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
             xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
        <channel><title>Old</title><link>https://old.example</link>{channel}</channel></rss>
        """;

    private static string Author(string login, string name) =>
        $"<wp:author><wp:author_id>1</wp:author_id><wp:author_login>{login}</wp:author_login><wp:author_email>{login}@old.example</wp:author_email><wp:author_display_name><![CDATA[{name}]]></wp:author_display_name></wp:author>";

    private static string Attachment(int id, string url) =>
        $"<item><wp:post_id>{id}</wp:post_id><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status><wp:attachment_url>{url}</wp:attachment_url></item>";

    private static string Item(int id, string type, string status, string title, string slug, string content, string comments) =>
        $"""
        <item><title>{title}</title><link>https://old.example/2020/05/{slug}/</link><dc:creator>lan</dc:creator><guid isPermaLink="false">https://old.example/?p={id}</guid>
        <content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded><wp:post_id>{id}</wp:post_id>
        <wp:post_date>2020-05-06 14:08:09</wp:post_date><wp:post_date_gmt>2020-05-06 07:08:09</wp:post_date_gmt><wp:post_name>{slug}</wp:post_name>
        <wp:status>{status}</wp:status><wp:post_type>{type}</wp:post_type><category domain="category" nicename="notes">Notes</category>
        <category domain="category" nicename="uncategorized">Uncategorized</category>
        {(id == 1 ? "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>7</wp:meta_value></wp:postmeta>" : "")}{comments}</item>
        """;

    private static string Comment(int id, int parent, string author, string content, int userId = 0, string email = "", string approved = "1", string type = "comment") =>
        $"""
        <wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author><![CDATA[{author}]]></wp:comment_author><wp:comment_author_email>{email}</wp:comment_author_email>
        <wp:comment_date_gmt>2020-05-07 00:00:{id}</wp:comment_date_gmt><wp:comment_content><![CDATA[{content}]]></wp:comment_content><wp:comment_approved>{approved}</wp:comment_approved>
        <wp:comment_type>{type}</wp:comment_type><wp:comment_parent>{parent}</wp:comment_parent><wp:comment_user_id>{userId}</wp:comment_user_id></wp:comment>
        """;
}
