using BlogBlazor.Comments;
using BlogBlazor.Posts;
using BlogBlazor.Tests.TestKit;
using Bunit;
using MudBlazor;
using PostPage = BlogBlazor.Comments.PostPage;

namespace BlogBlazor.Tests.Comments;

public sealed class PostPageTests : BlogBunitContext
{
    [Fact]
    public async Task It_shows_the_post_with_its_author_and_its_comments()
    {
        var post = await Rows.PostAsync(Minh, "A title", "Some **bold** text.");
        await Rows.CommentAsync(Lan, post, "Well said.");

        var page = Open(post.Slug);

        page.Find("h1").Words().ShouldBe("A title");
        page.Find(".post strong").TextContent.ShouldBe("bold");
        page.Markup.ShouldContain("Well said.");
        page.FindAll("a").ShouldNotContain(link => link.Words() == "Edit");
    }

    [Fact]
    public async Task A_draft_says_that_it_is_one_and_only_its_author_finds_it()
    {
        var post = await Rows.PostAsync(Lan, "Draft", publish: false);
        Open(post.Slug).Markup.ShouldContain("This is a draft. Only you see it.");
        var notFound = 0;
        Navigation.OnNotFound += (_, _) => notFound++;

        SignInAs(Minh);
        Open(post.Slug);

        notFound.ShouldBe(1);
    }

    [Fact]
    public async Task Deleting_asks_first_and_leads_to_the_front_page()
    {
        var post = await Rows.PostAsync(Lan);
        Navigation.NavigateTo($"/posts/{post.Slug}");
        var (dialogs, deleting) = AskToDelete(post);

        await dialogs.FindButton("Delete").ClickAsync();
        await deleting;

        Navigation.Uri.ShouldBe(Navigation.BaseUri);
        (await Rows.IsVisibleAsync(Lan, post.Slug)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_post_that_cannot_be_deleted_just_now_stays_and_the_page_says_so()
    {
        var post = await Rows.PostAsync(Lan);
        var (dialogs, deleting) = AskToDelete(post);

        using (Database.Lock())
        {
            await dialogs.FindButton("Delete").ClickAsync();
            dialogs.WaitForAssertion(() => dialogs.Markup.ShouldContain("It could not be saved just now. Please try again."));
        }

        await dialogs.FindButton("Close").ClickAsync();
        await deleting;
        (await Rows.IsVisibleAsync(Lan, post.Slug)).ShouldBeTrue();
    }

    private IRenderedComponent<PostPage> Open(string slug) => Render<PostPage>(p => p.Add(page => page.Slug, slug));

    private (IRenderedComponent<MudDialogProvider> Dialogs, Task Deleting) AskToDelete(PostDetails post)
    {
        var dialogs = Render<MudDialogProvider>();
        var deleting = Open(post.Slug).FindButton("Delete").ClickAsync();
        dialogs.WaitForAssertion(() => dialogs.FindButton("Delete"));
        return (dialogs, deleting);
    }
}
