using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Pages;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Tests.Notifications.Pages;

/// <summary>The single ones that an entry stands for.</summary>
public sealed class InboxGroupTests : BlogBunitContext
{
    [Fact]
    public async Task It_lists_those_of_its_group_alone_the_newest_first()
    {
        await Rows.NotifyOfCommentsAsync(Lan, 2);
        await Rows.NotifyOfCommentsAsync(Lan, 2, post: 2);
        await Rows.NotifyOfCommentsAsync(Minh, 2);
        await Rows.NotifyAsync(Lan, 1);

        var group = await OpenAsync("posts/1");

        group.Find("ul").Id.ShouldBe("all");
        group.WordsOf(".inbox-sentence").ShouldBe(Enumerable.Repeat("minh commented on your post “Post 1”", 2));
        Links(group).ShouldBe(["/posts/1#comment-2", "/posts/1#comment-1"]);
    }

    [Fact]
    public async Task Each_says_its_own_state()
    {
        await Rows.NotifyOfCommentsAsync(Lan, 3);
        await Rows.MarkReadAsync(Lan, 1);

        var group = await OpenAsync("posts/1", unseenAfter: 2);

        group.WordsOf(".state-name").ShouldBe(["New", "Unread", "Read"]);
        group.FindAll("li").Select(item => item.ClassName ?? "").ShouldBe(["unread", "unread", ""]);
    }

    [Fact]
    public async Task Opening_one_marks_that_one_as_read_and_no_other()
    {
        await Rows.NotifyOfCommentsAsync(Lan, 3);
        await Rows.NotifyOfCommentsAsync(Minh, 3);
        var group = await OpenAsync("posts/1");

        await group.FindAll("a")[1].ClickAsync();

        await using var db = await Rows.OpenAsync();
        (await db.Notifications.Where(n => n.ReadAt != null).Select(n => new { n.RecipientId, n.Sequence }).ToListAsync(Xunit.TestContext.Current.CancellationToken))
            .ShouldHaveSingleItem().ShouldBe(new { RecipientId = Lan.Id, Sequence = 2L });
    }

    [Theory]
    [InlineData("en", 19, null)]
    [InlineData("en", 20, "All of them")]
    [InlineData("vi", 21, "Xem tất cả")]
    public async Task From_twenty_on_a_link_leads_to_all_of_them(string language, int count, string? link)
    {
        await Rows.NotifyOfCommentsAsync(Lan, count);
        Speak(language);

        var group = await OpenAsync("posts/1");

        Links(group).Count(address => address!.StartsWith("/posts/", StringComparison.Ordinal)).ShouldBe(Math.Min(count, 20));
        group.WordsOf(".more a").ShouldBe(link is null ? [] : [link]);
        if (link is not null)
        {
            group.FindLink(link).GetAttribute("href").ShouldBe("/notifications?group=comment%20posts%2F1%2020260302");
        }
    }

    [Fact]
    public async Task In_the_archive_it_lists_what_is_archived()
    {
        await Rows.NotifyOfCommentsAsync(Lan, 3);
        await Commands.DoAsync(InboxAct.Archive, new Chosen([1, 2]));

        var group = await OpenAsync("posts/1", InboxView.Archived);

        Links(group).ShouldBe(["/posts/1#comment-2", "/posts/1#comment-1"]);
        group.WordsOf(".state-name").ShouldBe(["Archived", "Archived"]);
    }

    [Fact]
    public async Task What_is_snoozed_says_until_when_by_the_same_clock_as_its_entry()
    {
        await Rows.NotifyOfCommentsAsync(Lan, 2);
        await Commands.DoAsync(InboxAct.Snooze, new Chosen([1, 2]), Start.UtcDateTime.AddHours(1));

        var group = await OpenAsync("posts/1", InboxView.Snoozed, zone: TimeZoneInfo.FindSystemTimeZoneById("Asia/Ho_Chi_Minh"));

        group.WordsOf(".state-name").ShouldBe(["Snoozed until 3/2/2026 5:00 PM", "Snoozed until 3/2/2026 5:00 PM"]);
    }

    [Fact]
    public async Task A_database_that_is_away_leaves_what_is_shown_and_the_next_change_reads_again()
    {
        await Rows.NotifyOfCommentsAsync(Lan, 2);
        var group = await OpenAsync("posts/1");
        Database.TakeAway("Notifications");
        group.Render(parameters => parameters.Add(list => list.UnseenAfter, 2));
        Links(group).Count.ShouldBe(2);
        Database.BringBack("Notifications");
        await Rows.NotifyOfCommentsAsync(Lan, 1);

        group.Render(parameters => parameters.Add(list => list.UnseenAfter, 2));

        Links(group).Count.ShouldBe(3);
    }

    private async Task<IRenderedComponent<InboxGroup>> OpenAsync(
        string about, InboxView view = InboxView.All, long unseenAfter = 0, TimeZoneInfo? zone = null)
    {
        var entry = (await Commands.ListAsync(new InboxFilter(view), long.MaxValue, 10)).Single(
            entry => entry.Newest.Subject.StartsWith(about + "/", StringComparison.Ordinal));
        return Render<InboxGroup>(parameters => parameters
            .AddCascadingValue(new InboxPlace(new InboxFilter(view)))
            .Add(group => group.Entry, entry)
            .Add(group => group.Id, "all")
            .Add(group => group.UnseenAfter, unseenAfter)
            .Add(group => group.Zone, zone ?? TimeZoneInfo.Utc));
    }

    private static List<string?> Links(IRenderedComponent<InboxGroup> group) =>
        [.. group.FindAll("a").Select(link => link.GetAttribute("href"))];
}
