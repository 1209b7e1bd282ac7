using BlogBlazor.Posts;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Posts;

public sealed class PostEditorPageTests : BlogBunitContext
{
    [Fact]
    public async Task Writing_a_new_post_ends_on_its_page()
    {
        var page = Render<PostEditorPage>();
        page.Find("h1").Words().ShouldBe("New post");
        await page.FindField("Title").ChangeAsync("Fresh");
        await page.FindField("Text (Markdown)").InputAsync("Some text.");
        await page.FindField("Text (Markdown)").BlurAsync();

        await page.FindButton("Publish").ClickAsync();

        Navigation.Uri.ShouldEndWith("/posts/fresh");
    }

    [Fact]
    public async Task Your_own_post_opens_for_editing()
    {
        var post = await Rows.PostAsync(Lan, "Mine");

        var page = Render<PostEditorPage>(p => p.Add(e => e.Slug, post.Slug));

        page.Find("h1").Words().ShouldBe("Edit post");
        page.FindField("Title").Typed().ShouldBe("Mine");
    }

    [Fact]
    public async Task An_administrator_may_edit_what_others_wrote()
    {
        var post = await Rows.PostAsync(Minh, "Minh's");
        SignInAs(Lan with { IsAdministrator = true });

        var page = Render<PostEditorPage>(p => p.Add(e => e.Slug, post.Slug));

        page.FindField("Title").Typed().ShouldBe("Minh's");
    }

    [Theory]
    [InlineData("minh-s")]
    [InlineData("no-such-post")]
    public async Task What_is_not_yours_or_not_there_is_not_found(string slug)
    {
        await Rows.PostAsync(Minh, "Minh s");
        var notFound = 0;
        Navigation.OnNotFound += (_, _) => notFound++;

        var page = Render<PostEditorPage>(p => p.Add(e => e.Slug, slug));

        notFound.ShouldBe(1);
        page.FindAll("form").ShouldBeEmpty();
    }
}
