using System.Net;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Comments;

/// <summary>When a comment goes, so does every notification of it, and no other, from the screens that are open.</summary>
[Trait("Category", "Integration")]
public sealed class RetractionTests : IAsyncLifetime
{
    private readonly BlogApplication _app = BlogApplication.Start();
    private TestUser _admin = null!, _lan = null!, _minh = null!, _hoa = null!;
    private string _slug = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _admin = await _app.RegisterAsync("admin");
        _lan = await _app.RegisterAsync("lan");
        _minh = await _app.RegisterAsync("minh");
        _hoa = await _app.RegisterAsync("hoa");
        _slug = await _lan.PublishAsync();
    }

    [Theory]
    [InlineData("minh", "its author")]
    [InlineData("lan", "the post's author")]
    [InlineData("admin", "an administrator")]
    public async Task A_comment_takes_back_what_its_post_s_author_and_the_mentioned_were_told(string deleter, string who)
    {
        await using var lan = await ListenAsync(_lan);
        await using var hoa = await ListenAsync(_hoa);
        var first = await _minh.CommentAsync(_slug, "Hello @hoa");
        await _minh.CommentAsync(_slug, "Once more, @hoa");
        await ShouldBeToldAsync(lan, "comment", "comment");
        await ShouldBeToldAsync(hoa, "mention", "mention");

        await DeleteAsync(new[] { _minh, _lan, _admin }.Single(user => user.Email == $"{deleter}@example.com"), $"/comments/{first}", who);

        await ShouldRetractAsync(lan, id: 1, unread: 1);
        await ShouldRetractAsync(hoa, id: 1, unread: 1);
        (await _lan.GetJsonAsync("/api/notifications")).Ids().ShouldBe([2]);
    }

    [Fact]
    public async Task A_reply_takes_back_its_own_and_leaves_those_of_the_comment_above()
    {
        await using var lan = await ListenAsync(_lan);
        await using var minh = await ListenAsync(_minh);
        var comment = await _minh.CommentAsync(_slug);
        var reply = await _hoa.CommentAsync(_slug, "An answer", comment);
        await ShouldBeToldAsync(lan, "comment", "comment");
        await ShouldBeToldAsync(minh, "reply");

        await DeleteAsync(_hoa, $"/comments/{reply}");

        await ShouldRetractAsync(lan, id: 2, unread: 1);
        await ShouldRetractAsync(minh, id: 1, unread: 0);
        (await _lan.GetJsonAsync("/api/notifications")).Ids().ShouldBe([1]);
    }

    [Fact]
    public async Task A_comment_leaves_what_was_told_of_the_replies_below_it_which_stay()
    {
        await using var lan = await ListenAsync(_lan);
        await using var minh = await ListenAsync(_minh);
        var comment = await _minh.CommentAsync(_slug);
        await _hoa.CommentAsync(_slug, "An answer", comment);
        await ShouldBeToldAsync(lan, "comment", "comment");
        await ShouldBeToldAsync(minh, "reply");

        await DeleteAsync(_minh, $"/comments/{comment}");

        await ShouldRetractAsync(lan, id: 1, unread: 1);
        (await _minh.GetJsonAsync("/api/notifications")).Ids().ShouldBe([1]);
    }

    [Fact]
    public async Task A_post_takes_back_what_was_told_of_its_comments_replies_and_mentions()
    {
        await using var lan = await ListenAsync(_lan);
        await using var minh = await ListenAsync(_minh);
        await using var hoa = await ListenAsync(_hoa);
        var comment = await _minh.CommentAsync(_slug, "Hello @hoa");
        await _hoa.CommentAsync(_slug, "An answer", comment);
        var elsewhere = await _lan.PublishAsync("Another");
        await _minh.CommentAsync(elsewhere, "Hello @hoa");
        await ShouldBeToldAsync(lan, "comment", "comment", "comment");
        await ShouldBeToldAsync(minh, "reply");
        await ShouldBeToldAsync(hoa, "mention", "mention");

        await DeleteAsync(_lan, "");

        await ShouldRetractAsync(lan, id: 1, unread: 1);
        await ShouldRetractAsync(lan, id: 2, unread: 1);
        await ShouldRetractAsync(minh, id: 1, unread: 0);
        await ShouldRetractAsync(hoa, id: 1, unread: 1);
        (await _lan.GetJsonAsync("/api/notifications")).Ids().ShouldBe([3]);
        (await _hoa.GetJsonAsync("/api/notifications")).Ids().ShouldBe([2]);
    }

    [Fact]
    public async Task What_was_read_already_is_taken_back_without_being_counted_again()
    {
        await using var lan = await ListenAsync(_lan);
        var comment = await _minh.CommentAsync(_slug);
        await _minh.CommentAsync(_slug);
        await ShouldBeToldAsync(lan, "comment", "comment");
        await lan.SendAsync("""{"type":"read","upTo":1}""");
        (await lan.ReceiveAsync()).Number("unread").ShouldBe(1);

        await DeleteAsync(_minh, $"/comments/{comment}");

        await ShouldRetractAsync(lan, id: 1, unread: 1);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var user in new[] { _admin, _lan, _minh, _hoa })
        {
            user.Dispose();
        }

        await _app.DisposeAsync();
    }

    private static async Task<TestSocket> ListenAsync(TestUser user)
    {
        var socket = await user.ConnectAsync("?after=0");
        (await socket.ReceiveAsync()).Type().ShouldBe("welcome");
        return socket;
    }

    private static async Task ShouldBeToldAsync(TestSocket socket, params string[] kinds)
    {
        foreach (var kind in kinds)
        {
            var frame = await socket.ReceiveAsync();
            (frame.Type(), frame.Text("kind")).ShouldBe(("notification", kind));
        }
    }

    private static async Task ShouldRetractAsync(TestSocket socket, long id, int unread)
    {
        var frame = await socket.ReceiveAsync();
        (frame.Type(), frame.Number("id"), frame.Number("unread")).ShouldBe(("retract", id, unread));
    }

    private async Task DeleteAsync(TestUser user, string what, string who = "")
    {
        using var deleted = await user.Http.DeleteAsync($"/api/posts/{_slug}{what}", Cancel);
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent, who);
    }
}
