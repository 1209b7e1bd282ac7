using BlogBlazor.Accounts;
using BlogBlazor.Comments;
using BlogBlazor.Data;
using BlogBlazor.Moderation;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Posts;
using BlogBlazor.Posts.Editing;
using BlogBlazor.Reactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.TestKit;

/// <summary>Rows for component tests, written by the product's own services, so that their signals go out too.</summary>
public sealed class TestRows(IServiceProvider services)
{
    /// <summary>A message to a user: a notification with a text of its own, filed under <paramref name="subject"/>.</summary>
    public Task NotifyAsync(CurrentUser to, string text, string subject = "messages", string link = "/notifications") =>
        Get<INotifier>().NotifyAsync(new NewNotification(to.Id, NotificationKind.Message, subject, link) { Text = text }, Cancel);

    /// <summary>"message 1" to "message N", in one transaction.</summary>
    public async Task NotifyAsync(CurrentUser to, int count)
    {
        await using var db = await OpenAsync();
        await using var write = await db.BeginWriteAsync(Cancel);
        for (var number = 1; number <= count; number++)
        {
            var message = new NewNotification(to.Id, NotificationKind.Message, "messages", "/notifications")
            {
                Text = $"message {number}",
            };
            await Get<INotifier>().NotifyAsync(write, [message], Cancel);
        }

        await write.CommitAsync(Cancel);
    }

    /// <summary>Of comments 1 to N by minh on "Post 1", or another, in one transaction: one group of the inbox.</summary>
    public async Task NotifyOfCommentsAsync(CurrentUser to, int count, int post = 1)
    {
        await using var db = await OpenAsync();
        await using var write = await db.BeginWriteAsync(Cancel);
        for (var number = 1; number <= count; number++)
        {
            var comment = new NewNotification(to.Id, CommentKinds.Comment, $"posts/{post}/comments/{number}", $"/posts/{post}#comment-{number}")
            {
                Actor = new Actor(ComponentDatabase.Minh.Id, ComponentDatabase.Minh.Handle, ComponentDatabase.Minh.DisplayName),
                Title = $"Post {post}",
            };
            await Get<INotifier>().NotifyAsync(write, [comment], Cancel);
        }

        await write.CommitAsync(Cancel);
    }

    /// <summary>Takes the notifications filed under a subject back.</summary>
    public async Task RetractAsync(string subject)
    {
        await using var db = await OpenAsync();
        await using var write = await db.BeginWriteAsync(Cancel);
        await Get<INotifier>().RetractAsync(write, subject, Cancel);
        await write.CommitAsync(Cancel);
    }

    /// <summary>Marks as read, as another device would.</summary>
    public Task MarkReadAsync(CurrentUser user, params long[] sequences) => Get<NotificationStore>().MarkReadAsync(
        user.Id, new BlogBlazor.Notifications.Delivery.ReadMark(null, sequences), Cancel);

    /// <summary>Nothing disturbs the user until then; null ends it.</summary>
    public Task KeepQuietAsync(CurrentUser user, DateTime? until) =>
        Get<PreferencesService>().ChangeAsync(user.Id, settings => settings.QuietUntil = until, Cancel);

    /// <summary>The unread numbers, newest first.</summary>
    public async Task<IReadOnlyList<long>> UnreadAsync(CurrentUser user) =>
        [.. (await Get<NotificationStore>().ListInboxAsync(user.Id, new InboxFilter(InboxView.Unread), long.MaxValue, 1000, Cancel))
            .Select(entry => entry.Newest.Sequence)];

    /// <summary>Up to where somebody has seen their inbox.</summary>
    public async Task<long> SeenUpToAsync(CurrentUser user) => (await Get<NotificationStore>().ReadSnapshotAsync(user.Id, Cancel)).SeenUpTo;

    public async Task<PostDetails> PostAsync(
        CurrentUser author, string title = "A post", string markdown = "Some text.", bool publish = true, params string[] tags) =>
        await Get<PostService>().CreateAsync(author, new PostInput(title, markdown, null, tags, publish), Cancel);

    public Task ScheduleAsync(CurrentUser author, string title, DateTimeOffset at) =>
        Get<PostService>().CreateAsync(author, new PostInput(title, "Some text.", PublishAt: at), Cancel);

    /// <summary>As the editor opens it.</summary>
    public async Task<EditedPost> EditedAsync(CurrentUser author, string slug) =>
        (await Get<EditorService>().FindAsync(author, slug, Cancel)).ShouldNotBeNull();

    /// <summary>Saves as the editor does, with another text or cover.</summary>
    public async Task<EditedPost> SaveAsync(
        CurrentUser author, EditedPost post, string markdown, SaveFor purpose = SaveFor.Later, PostCover? cover = null)
    {
        var saved = await Get<EditorService>().SaveAsync(
            author,
            new SaveRequest(post.Content with { Markdown = markdown }, post, purpose, Cover: cover?.Url, CoverAlt: cover?.Alt),
            Cancel);
        saved.IsConflict.ShouldBeFalse();
        return saved.Post.ShouldNotBeNull();
    }

    public async Task<PostDetails> FindPostAsync(CurrentUser reader, string slug) =>
        (await Get<PostQueries>().FindAsync(slug, reader, Cancel)).ShouldNotBeNull();

    public async Task<bool> IsVisibleAsync(CurrentUser? reader, string slug) =>
        await Get<PostQueries>().FindAsync(slug, reader, Cancel) is not null;

    public async Task<CommentItem> CommentAsync(CurrentUser author, PostDetails post, string markdown, int? parentId = null) =>
        (await Get<CommentService>().AddAsync(author, post.Slug, new CommentInput(markdown, parentId), Cancel)).ShouldNotBeNull();

    public async Task DeleteCommentAsync(CurrentUser user, PostDetails post, int commentId) =>
        (await Get<CommentService>().DeleteAsync(user, post.Slug, commentId, Cancel)).ShouldBe(ChangeResult.Done);

    public async Task<IReadOnlyList<CommentItem>> CommentsAsync(PostDetails post) =>
        await Get<CommentQueries>().ListAsync(post.Id, null, 0, 1000, Cancel);

    public async Task EditCommentAsync(CurrentUser user, PostDetails post, int commentId, string markdown) =>
        (await Get<CommentService>().EditAsync(user, post.Slug, commentId, new CommentInput(markdown), Cancel)).ShouldBe(ChangeResult.Done);

    public async Task ReactAsync(CurrentUser user, PostDetails post, int? commentId, ReactionKind kind, bool wanted = true) =>
        (await Get<ReactionService>().SetAsync(user, post.Slug, commentId, kind, wanted, Cancel)).ShouldBeTrue();

    public async Task ReportAsync(CurrentUser user, PostDetails post, int? commentId, string reason) =>
        (await Get<ReportService>().ReportAsync(user, post.Slug, commentId, new ReportInput(reason), Cancel)).ShouldBeTrue();

    public async Task ApproveAsync(int commentId) =>
        (await Get<ModerationService>().DecideAsync(commentId, Decision.Approve, seen: null, Cancel)).ShouldBe(DecisionResult.Done);

    public Task SetRulesAsync(ModerationSettings rules) => Get<ModerationService>().SaveAsync(rules, Cancel);

    /// <summary>A row as it is, for what only time or another system makes.</summary>
    public async Task<TRow> AddAsync<TRow>(TRow row) where TRow : class
    {
        await using var db = await OpenAsync();
        db.Add(row);
        await db.SaveChangesAsync(Cancel);
        return row;
    }

    public async Task<BlogDbContext> OpenAsync() => await Get<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();
}
