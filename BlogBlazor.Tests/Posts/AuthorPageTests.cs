using BlogBlazor.Posts;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Posts;

public sealed class AuthorPageTests : BlogBunitContext
{
    [Fact]
    public async Task One_s_drafts_are_on_one_s_own_page_alone()
    {
        await Rows.PostAsync(Lan, "Unfinished", publish: false);
        SignInAs(Lan);
        var page = Render<AuthorPage>(p => p.Add(author => author.Handle, "lan"));
        page.WordsOf(".drafts a").ShouldBe(["Unfinished"]);

        page.Render(p => p.Add(author => author.Handle, "minh"));

        page.FindAll(".drafts").ShouldBeEmpty();
    }
}
