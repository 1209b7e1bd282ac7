using BlogBlazor.Accounts;
using BlogBlazor.Posts;
using BlogBlazor.Posts.Editing;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Tests.Posts.Editing;

/// <summary>What its author does with a post. What happens by itself: <see cref="AutosaveTests"/>.</summary>
public sealed class PostEditorTests : BlogBunitContext
{
    private string? _publishedAs;

    [Fact]
    public async Task Publishing_saves_a_post_that_everybody_sees_and_leads_to_it()
    {
        var editor = Open(Lan);
        await TypeAsync(editor, title: "Cà phê sáng", text: "Some *text*.", summary: "In short.", tags: "Đà Lạt, coffee");

        await editor.FindButton("Publish").ClickAsync();

        _publishedAs.ShouldBe("ca-phe-sang");
        var post = await Rows.FindPostAsync(Minh, "ca-phe-sang");
        (post.Title, post.Markdown, post.Summary).ShouldBe(("Cà phê sáng", "Some *text*.", "In short."));
        post.Tags.Select(tag => tag.Slug).ShouldBe(["coffee", "da-lat"]);
    }

    [Fact]
    public async Task A_draft_is_seen_by_its_author_only_and_stays_open()
    {
        var editor = Open(Lan);
        await TypeAsync(editor, title: "Not yet", text: "Some text.");

        await editor.FindButton("Save draft").ClickAsync();

        editor.FindRole("status").Words().ShouldBe("Saved");
        _publishedAs.ShouldBeNull();
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
        await editor.Find("#editor-summary").InputAsync(long301);

        await editor.Find("[data-shortcut=publish]").ClickAsync();

        _publishedAs.ShouldBeNull();
        var invalid = editor.FindAll("[aria-invalid=true]");
        invalid.Count.ShouldBe(3);
        invalid.Count(field => editor.Described(field).Contains(message, StringComparison.Ordinal)).ShouldBe(2);
        editor.Find("#editor-summary").Typed().ShouldBe(long301);
    }

    [Fact]
    public async Task Too_many_tags_are_said_at_their_field()
    {
        var editor = Open(Lan);
        await TypeAsync(editor, title: "Tags", text: "Some text.", tags: "a, b, c, d, e, f, g, h, i");

        await editor.FindButton("Publish").ClickAsync();

        editor.Described(editor.FindField("Tags")).ShouldContain("At most 8 tags.");
        editor.WordsOf(".tag-input .chip").Count.ShouldBe(9);
        editor.FindField("Title").Typed().ShouldBe("Tags");
    }

    [Fact]
    public async Task Messages_go_once_it_is_right()
    {
        var editor = Open(Lan);
        await editor.FindButton("Publish").ClickAsync();
        editor.FindRole("status").Words().ShouldBe("Not saved: Please write something here.");

        await TypeAsync(editor, title: "Right", text: "Some text.");
        await editor.FindButton("Publish").ClickAsync();

        editor.FindAll("[aria-invalid=true]").ShouldBeEmpty();
        _publishedAs.ShouldBe("right");
    }

    [Fact]
    public async Task Editing_starts_with_what_is_there_and_keeps_the_address()
    {
        await Rows.PostAsync(Lan, "First title", "First text.", publish: true, "Coffee", "Đà Lạt");
        var editor = Open(Lan, await Rows.EditedAsync(Lan, "first-title"));
        editor.FindField("Title").Typed().ShouldBe("First title");
        editor.FindField("Text (Markdown)").Typed().ShouldBe("First text.");
        editor.WordsOf(".tag-input .chip").ShouldBe(["#Coffee×", "#Đà Lạt×"]);

        await TypeAsync(editor, title: "Second title", text: "Second text.");
        await editor.FindButton("Update").ClickAsync();

        _publishedAs.ShouldBe("first-title");
        (await Rows.FindPostAsync(Minh, "first-title")).Title.ShouldBe("Second title");
    }

    [Fact]
    public async Task The_address_follows_the_title_until_its_author_chooses_one()
    {
        var editor = Open(Lan);
        await TypeAsync(editor, title: "Ca", text: "Some text.");
        await editor.FindButton("Save draft").ClickAsync();
        await TypeAsync(editor, title: "Cà phê", text: "Some text.");
        await editor.FindButton("Save draft").ClickAsync();
        (await Rows.FindPostAsync(Lan, "ca-phe")).Title.ShouldBe("Cà phê");

        await editor.FindField("Address").InputAsync("coffee");
        await TypeAsync(editor, title: "Trà", text: "Some text.");
        await editor.FindButton("Publish").ClickAsync();

        _publishedAs.ShouldBe("coffee");
    }

    [Theory]
    [InlineData("Two words", "Only small letters, digits and hyphens, such as two-words.")]
    [InlineData("taken", "Another post has this address.")]
    [InlineData("mine", "Another post has this address.")]
    public async Task An_address_that_cannot_be_had_is_said_at_its_field(string slug, string message)
    {
        await Rows.PostAsync(Minh, "Taken");
        var editor = Open(Lan);
        await TypeAsync(editor, title: "Mine", text: "Some text.");
        await editor.FindField("Address").InputAsync(slug);

        await editor.FindButton("Publish").ClickAsync();

        editor.Described(editor.FindField("Address")).ShouldContain(message);
        _publishedAs.ShouldBeNull();
    }

    [Fact]
    public async Task Of_two_posts_with_one_very_long_title_the_second_can_be_edited_too()
    {
        var title = string.Concat(Enumerable.Repeat("word ", 30)).Trim();
        await Rows.PostAsync(Lan, title);
        var slug = (await Rows.PostAsync(Lan, title)).Slug;
        slug.ShouldEndWith("-2");
        slug.Length.ShouldBeLessThanOrEqualTo(Slug.MaxLength);

        await UpdateAsync(slug);
    }

    [Fact]
    public async Task A_slug_that_the_post_has_already_is_taken_however_long()
    {
        await Rows.PostAsync(Lan);
        var slug = new string('a', Slug.MaxLength) + "-2";
        await using (var db = await Rows.OpenAsync())
        {
            await db.Posts.ExecuteUpdateAsync(set => set.SetProperty(p => p.Slug, slug), Xunit.TestContext.Current.CancellationToken);
        }

        await UpdateAsync(slug);
    }

    [Fact]
    public async Task A_new_address_of_a_published_post_says_that_the_old_one_leads_to_it()
    {
        await Rows.PostAsync(Lan, "Here");
        var editor = Open(Lan, await Rows.EditedAsync(Lan, "here"));

        await editor.FindField("Address").InputAsync("there");

        editor.Described(editor.FindField("Address")).ShouldBe("/posts/there · The old address, /posts/here, will lead here.");
    }

    [Fact]
    public async Task Tags_are_offered_with_and_without_marks_ended_by_a_comma_and_taken_off()
    {
        await Rows.PostAsync(Minh, "Trip", "Text.", publish: true, "Đà Lạt", "Food");
        var editor = Open(Lan);

        await editor.FindField("Tags").InputAsync("da");
        editor.FindAll("datalist option").Select(option => option.GetAttribute("value")).ShouldBe(["Đà Lạt"]);
        await editor.FindField("Tags").InputAsync("Đà Lạt,");
        await editor.FindField("Tags").InputAsync("mưa,");

        editor.WordsOf(".tag-input .chip").ShouldBe(["#Đà Lạt×", "#mưa×"]);
        await editor.FindButton("Remove tag Đà Lạt").ClickAsync();
        await editor.FindField("Tags").KeyDownAsync("Backspace");
        editor.WordsOf(".tag-input .chip").ShouldBeEmpty();
    }

    [Fact]
    public async Task Tags_that_only_others_drafts_have_are_not_offered()
    {
        await Rows.PostAsync(Minh, "Secret", "Text.", publish: false, "tea-secret");
        await Rows.PostAsync(Minh, "Public", "Text.", publish: true, "tea-public");
        await Rows.PostAsync(Lan, "Own", "Text.", publish: false, "tea-own");
        var editor = Open(Lan);

        await editor.FindField("Tags").InputAsync("tea");

        editor.FindAll("datalist option").Select(option => option.GetAttribute("value")).ShouldBe(["tea-own", "tea-public"]);
    }

    [Fact]
    public async Task What_is_typed_after_a_comma_is_no_tag_yet_and_the_field_is_left_to_the_browser()
    {
        var editor = Open(Lan);

        await editor.FindField("Tags").InputAsync("one,");
        await editor.FindField("Tags").InputAsync("one,t");

        editor.WordsOf(".tag-input .chip").ShouldBe(["#one×"]);
        await editor.FindField("Tags").KeyDownAsync("Backspace");
        editor.WordsOf(".tag-input .chip").ShouldBe(["#one×"], "the key took the letter");
        await editor.FindField("Tags").InputAsync("one,two,");
        editor.WordsOf(".tag-input .chip").ShouldBe(["#one×", "#two×"]);
        editor.FindField("Tags").HasAttribute("value").ShouldBeFalse();
    }

    [Fact]
    public async Task Scheduling_is_said_in_words_and_can_be_taken_back()
    {
        var editor = Open(Lan);
        await TypeAsync(editor, title: "Tomorrow", text: "Some text.");
        await editor.FindButton("Schedule").ClickAsync();
        editor.Described(editor.FindField("Publish at")).ShouldBe("Please choose a time.");
        await editor.FindField("Publish at").ChangeAsync("2026-03-01T09:00:00");
        await editor.FindButton("Schedule").ClickAsync();
        editor.Described(editor.FindField("Publish at")).ShouldBe("This time has passed.");

        await editor.FindField("Publish at").ChangeAsync("2026-03-03T09:00:00");
        await editor.FindButton("Schedule").ClickAsync();

        editor.Find(".chip.state").Words().ShouldBe("To be published on Tuesday, March 3, 2026 9:00 AM UTC");
        var post = await Rows.FindPostAsync(Lan, "tomorrow");
        (post.PublishedAt, post.ScheduledFor).ShouldBe((null, new DateTime(2026, 3, 3, 9, 0, 0, DateTimeKind.Utc)));
        (await Rows.IsVisibleAsync(Minh, "tomorrow")).ShouldBeFalse();

        await editor.FindButton("Do not publish").ClickAsync();
        editor.Find(".chip.state").Words().ShouldBe("Draft");
        (await Rows.FindPostAsync(Lan, "tomorrow")).ScheduledFor.ShouldBeNull();
    }

    [Fact]
    public async Task Taking_it_back_makes_it_a_draft()
    {
        var post = await Rows.PostAsync(Lan);

        await Open(Lan, await Rows.EditedAsync(Lan, post.Slug)).FindButton("Take back to draft").ClickAsync();

        (await Rows.FindPostAsync(Lan, post.Slug)).PublishedAt.ShouldBeNull();
    }

    [Fact]
    public async Task What_is_not_yours_is_not_saved()
    {
        var post = await Rows.PostAsync(Minh);
        var editor = Open(Lan, await Rows.EditedAsync(Minh, post.Slug));
        await TypeAsync(editor, title: "Mine now", text: "Some text.");

        await editor.FindButton("Update").ClickAsync();

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
        editor.FindRole("status").Words().ShouldBe("Not saved: It could not be saved just now. Please try again.");
        editor.FindField("Title").Typed().ShouldBe("Keep me");
        editor.FindField("Text (Markdown)").Typed().ShouldBe("And me.");

        Database.TakeWrites("Posts");
        await editor.FindButton("Publish").ClickAsync();

        editor.FindAll("[role=alert]").ShouldBeEmpty();
        _publishedAs.ShouldBe("keep-me");
    }

    [Fact]
    public async Task The_preview_is_what_the_page_will_show_sanitised()
    {
        var editor = Open(Lan);

        await TypeAsync(editor, title: "Preview", text: "# Head\n\n**bold** [bad](javascript:alert(1)) <script>alert(1)</script> @minh");

        var preview = editor.Find("section[aria-label=Preview]");
        preview.QuerySelector("strong")!.TextContent.ShouldBe("bold");
        preview.QuerySelector("h2")!.TextContent.ShouldBe("Head");
        preview.QuerySelector("a[href='/authors/minh']")!.TextContent.ShouldBe("@minh");
        preview.QuerySelector("script").ShouldBeNull();
        preview.InnerHtml.ShouldNotContain("javascript:");
    }

    [Theory]
    [InlineData("", "0 words · 1 min read")]
    [InlineData("Mưa.", "1 word · 1 min read")]
    [InlineData("It's a well-known *café*, 2 steps away.", "7 words · 1 min read")]
    public async Task Words_are_counted(string text, string figures)
    {
        var editor = Open(Lan);

        await editor.FindField("Text (Markdown)").InputAsync(text);

        editor.Find(".editor-figures").Words().ShouldBe(figures);
    }

    [Fact]
    public async Task What_is_shared_is_seen_beforehand()
    {
        var editor = Open(Lan);

        await TypeAsync(editor, title: "Cà phê", text: "Text.", summary: "In short.");

        editor.Find(".share-text").Words().ShouldBe("localhost/posts/ca-phe Cà phê In short.");
        editor.Find(".share-card").Words().ShouldBe("BlogBlazor Cà phê");
    }

    [Fact]
    public void The_toolbar_is_one_stop_of_the_Tab_key_and_each_button_has_a_name()
    {
        var buttons = Open(Lan).FindAll("[role=toolbar] button");

        buttons.Count(button => button.GetAttribute("tabindex") == "0").ShouldBe(1);
        buttons.Select(button => button.GetAttribute("title")).ShouldBe(
            ["Bold (Ctrl+B)", "Italic (Ctrl+I)", "Heading", "Link (Ctrl+K)", "Quote", "Code", "List", "Numbered list"]);
    }

    private IRenderedComponent<PostEditor> Open(CurrentUser author, EditedPost? post = null) => Render<PostEditor>(p => p
        .Add(e => e.Author, author).Add(e => e.Opened, post).Add(e => e.OnPublished, saved => _publishedAs = saved.Slug));

    private async Task UpdateAsync(string slug)
    {
        var editor = Open(Lan, await Rows.EditedAsync(Lan, slug));
        await editor.FindField("Text (Markdown)").InputAsync("Another text.");

        await editor.FindButton("Update").ClickAsync();

        _publishedAs.ShouldBe(slug);
        (await Rows.FindPostAsync(Minh, slug)).Markdown.ShouldBe("Another text.");
    }

    private static async Task TypeAsync(
        IRenderedComponent<PostEditor> editor, string title, string text, string summary = "", string? tags = null)
    {
        await editor.FindField("Title").InputAsync(title);
        await editor.FindField("Text (Markdown)").InputAsync(text);
        await editor.FindField("Summary").InputAsync(summary);
        if (tags is not null)
        {
            await editor.FindField("Tags").InputAsync(tags + ",");
        }
    }
}
