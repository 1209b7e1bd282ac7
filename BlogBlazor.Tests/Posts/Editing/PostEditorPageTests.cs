using BlogBlazor.Posts.Editing;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Posts.Editing;

public sealed class PostEditorPageTests : BlogBunitContext
{
    [Fact]
    public async Task Writing_a_new_post_ends_on_its_page()
    {
        var page = Render<PostEditorPage>();
        page.Find("h1").Words().ShouldBe("New post");
        await page.FindField("Title").InputAsync("Fresh");
        await page.FindField("Text (Markdown)").InputAsync("Some text.");

        await page.FindButton("Publish").ClickAsync();

        Navigation.Uri.ShouldEndWith("/posts/fresh");
    }

    [Fact]
    public async Task Your_own_post_opens_for_editing_by_its_address_and_by_its_number()
    {
        var post = await Rows.PostAsync(Lan, "My post");

        var bySlug = Render<PostEditorPage>(p => p.Add(e => e.Slug, post.Slug));
        var byNumber = Render<PostEditorPage>(p => p.Add(e => e.Id, post.Id));

        bySlug.Find("h1").Words().ShouldBe("Edit post");
        bySlug.FindField("Title").Typed().ShouldBe("My post");
        byNumber.FindField("Title").Typed().ShouldBe("My post");
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
