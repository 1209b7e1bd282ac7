using BlogBlazor.Accounts;
using BlogBlazor.Posts;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Posts;

public sealed class PostEditorTests : BlogBunitContext
{
    private string? _savedAt;

    [Fact]
    public async Task Publishing_saves_a_post_that_everybody_sees_and_leads_to_it()
    {
        var editor = Open(Lan);
        await TypeAsync(editor, title: "Cà phê sáng", text: "Some *text*.", summary: "In short.", tags: "Đà Lạt, coffee");

        await editor.FindButton("Publish").ClickAsync();

        _savedAt.ShouldBe("/posts/ca-phe-sang");
        var post = await Rows.FindPostAsync(Minh, "ca-phe-sang");
        (post.Title, post.Markdown, post.Summary).ShouldBe(("Cà phê sáng", "Some *text*.", "In short."));
        post.Tags.Select(tag => tag.Slug).ShouldBe(["coffee", "da-lat"]);
    }

    [Fact]
    public async Task A_draft_is_seen_by_its_author_only()
    {
        var editor = Open(Lan);
        await TypeAsync(editor, title: "Not yet", text: "Some text.");

        await editor.FindButton("Save draft").ClickAsync();

        _savedAt.ShouldBe("/posts/not-yet");
        (await Rows.FindPostAsync(Lan, "not-yet")).PublishedAt.ShouldBeNull();
        (await Rows.IsVisibleAsync(Minh, "not-yet")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("en", "Please write something here.")]
    [InlineData("vi", "Xin viết gì đó vào đây.")]
    public async Task Each_field_says_what_is_wrong_with_it_and_keeps_what_was_typed(string language, string message)
    {
        Speak(language);
        var editor = Open(Lan);
        var long301 = new string('x', Post.MaxSummaryLength + 1);
        var inputs = editor.FindAll("input");
        await inputs[1].ChangeAsync(long301);

        await editor.FindAll("button")[0].ClickAsync();

        _savedAt.ShouldBeNull();
        var invalid = editor.FindAll("[aria-invalid=true]");
        invalid.Count.ShouldBe(3);
        invalid.Count(field => editor.Described(field).Contains(message, StringComparison.Ordinal)).ShouldBe(2);
        editor.FindAll("input")[1].Typed().ShouldBe(long301);
    }

    [Fact]
    public async Task Too_many_tags_are_said_at_their_field()
    {
        var editor = Open(Lan);
        await TypeAsync(editor, title: "Tags", text: "Some text.", tags: "a, b, c, d, e, f, g, h, i");

        await editor.FindButton("Publish").ClickAsync();

        editor.Described(editor.FindField("Tags")).ShouldContain("At most 8 tags.");
        editor.FindField("Tags").Typed().ShouldBe("a, b, c, d, e, f, g, h, i");
        editor.FindField("Title").Typed().ShouldBe("Tags");
    }

    [Fact]
    public async Task Messages_go_once_it_is_right()
    {
        var editor = Open(Lan);
        await editor.FindButton("Publish").ClickAsync();

        await TypeAsync(editor, title: "Right", text: "Some text.");
        await editor.FindButton("Publish").ClickAsync();

        editor.FindAll("[aria-invalid=true]").ShouldBeEmpty();
        _savedAt.ShouldBe("/posts/right");
    }

    [Fact]
    public async Task Editing_starts_with_what_is_there_and_keeps_the_address()
    {
        var post = await Rows.PostAsync(Lan, "First title", "First text.", publish: true, "Coffee", "Đà Lạt");
        var editor = Open(Lan, post);
        editor.FindField("Title").Typed().ShouldBe("First title");
        editor.FindField("Text (Markdown)").Typed().ShouldBe("First text.");
        editor.FindField("Tags").Typed().ShouldBe("Coffee, Đà Lạt");

        await TypeAsync(editor, title: "Second title", text: "Second text.");
        await editor.FindButton("Save").ClickAsync();

        _savedAt.ShouldBe("/posts/first-title");
        (await Rows.FindPostAsync(Minh, "first-title")).Title.ShouldBe("Second title");
    }

    [Fact]
    public async Task Taking_it_back_makes_it_a_draft()
    {
        var post = await Rows.PostAsync(Lan);

        await Open(Lan, post).FindButton("Take back to draft").ClickAsync();

        (await Rows.FindPostAsync(Lan, post.Slug)).PublishedAt.ShouldBeNull();
    }

    [Fact]
    public async Task What_is_not_yours_is_not_saved()
    {
        var post = await Rows.PostAsync(Minh);
        var editor = Open(Lan, post);
        await TypeAsync(editor, title: "Mine now", text: "Some text.");

        await editor.FindButton("Save").ClickAsync();

        editor.FindRole("alert").Words().ShouldBe("This post is gone.");
        editor.FindField("Title").Typed().ShouldBe("Mine now");
        (await Rows.FindPostAsync(Minh, post.Slug)).Title.ShouldBe("A post");
    }

    [Fact]
    public async Task A_failing_database_is_said_and_what_was_typed_stays_until_the_next_try()
    {
        var editor = Open(Lan);
        await TypeAsync(editor, title: "Keep me", text: "And me.");
        Database.RefuseWrites("Posts");
        await editor.FindButton("Publish").ClickAsync();
        editor.FindRole("alert").Words().ShouldBe("It could not be saved just now. Please try again.");
        editor.FindField("Title").Typed().ShouldBe("Keep me");
        editor.FindField("Text (Markdown)").Typed().ShouldBe("And me.");

        Database.TakeWrites("Posts");
        await editor.FindButton("Publish").ClickAsync();

        editor.FindAll("[role=alert]").ShouldBeEmpty();
        _savedAt.ShouldBe("/posts/keep-me");
    }

    [Fact]
    public async Task The_preview_is_what_the_page_will_show_sanitised()
    {
        var editor = Open(Lan);

        await TypeAsync(editor, title: "Preview", text: "# Head\n\n**bold** [bad](javascript:alert(1)) <script>alert(1)</script> @minh");

        editor.WaitForAssertion(() => editor.Find("section[aria-label=Preview] strong").TextContent.ShouldBe("bold"));
        var preview = editor.Find("section[aria-label=Preview]");
        preview.QuerySelector("h2")!.TextContent.ShouldBe("Head");
        preview.QuerySelector("a[href='/authors/minh']")!.TextContent.ShouldBe("@minh");
        preview.QuerySelector("script").ShouldBeNull();
        preview.InnerHtml.ShouldNotContain("javascript:");
    }

    private IRenderedComponent<PostEditor> Open(CurrentUser author, PostDetails? post = null) => Render<PostEditor>(p => p
        .Add(e => e.Author, author).Add(e => e.Post, post).Add(e => e.OnSaved, saved => _savedAt = saved));

    private static async Task TypeAsync(
        IRenderedComponent<PostEditor> editor, string title, string text, string summary = "", string? tags = null)
    {
        await editor.FindField("Title").ChangeAsync(title);
        await editor.FindField("Text (Markdown)").InputAsync(text);
        await editor.FindField("Text (Markdown)").BlurAsync();
        await editor.FindField("Summary").ChangeAsync(summary);
        if (tags is not null)
        {
            await editor.FindField("Tags").ChangeAsync(tags);
        }
    }
}
