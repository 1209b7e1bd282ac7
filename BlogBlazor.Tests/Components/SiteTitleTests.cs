using BlogBlazor.Components;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.AspNetCore.Components.Web;

namespace BlogBlazor.Tests.Components;

public sealed class SiteTitleTests : BlogBunitContext
{
    [Fact]
    public void With_nothing_unread_it_is_the_page_and_the_site()
    {
        Open().Find("title").TextContent.ShouldBe("Posts · BlogBlazor");
    }

    [Fact]
    public async Task The_unread_count_stands_before_it_and_follows_what_happens()
    {
        await Rows.NotifyAsync(Lan, 2);
        var head = Open();

        await Notifications.StartAsync(null);
        head.WaitForAssertion(() => head.Find("title").TextContent.ShouldBe("(2) Posts · BlogBlazor"));

        await Rows.NotifyAsync(Lan, "one more");
        head.WaitForAssertion(() => head.Find("title").TextContent.ShouldBe("(3) Posts · BlogBlazor"));

        await Rows.MarkReadAsync(Lan, 1, 2, 3);
        head.WaitForAssertion(() => head.Find("title").TextContent.ShouldBe("Posts · BlogBlazor"));
    }

    private IRenderedComponent<HeadOutlet> Open()
    {
        var head = Render<HeadOutlet>();
        Render<SiteTitle>(p => p.Add(t => t.Text, "Posts"));
        return head;
    }
}
