using BlogBlazor.Comments;
using BlogBlazor.Data;
using BlogBlazor.Localization;
using BlogBlazor.Posts;

namespace BlogBlazor.Moving;

internal static class ImportedComments
{
    /// <returns>How many.</returns>
    public static async Task<int> AddCommentsAsync(
        this WriteTransaction write, Post post, IEnumerable<SourceComment> comments, DateTime now, Action<string> note, CancellationToken cancellationToken)
    {
        var written = new Dictionary<string, Comment>(StringComparer.Ordinal);
        var waiting = comments.OrderBy(comment => comment.Date).ToList();
        while (waiting.Count > 0)
        {
            // A parent is older than its replies, but in clocks that were wrong.
            var next = waiting.Find(comment => comment.ParentId is null || written.ContainsKey(comment.ParentId)
                || !waiting.Exists(other => other.Id == comment.ParentId)) ?? waiting[0];
            waiting.Remove(next);
            var author = next.Author is { } known
                ? await write.FindOrAddAsync(known, now, cancellationToken)
                : await write.GuestAsync(now, cancellationToken);
            var comment = Comment.Write(
                post.Id,
                author.Id,
                next.ParentId is { } parent ? written.GetValueOrDefault(parent) : null,
                TextOf(next, note),
                next.Date.InMicroseconds());
            if (next.Markdown is null)
            {
                comment.Delete(next.Date.InMicroseconds());
            }

            write.Db.Add(comment);
            await write.Db.SaveChangesAsync(cancellationToken);
            written[next.Id] = comment;
        }

        await write.Db.CountCommentsAsync(post.Id, cancellationToken);
        return written.Count;
    }

    private static string TextOf(SourceComment comment, Action<string> note)
    {
        var text = UserText.Clean(
            comment.Author is null ? $"**{HtmlToMarkdown.Escape(comment.GuestName)}:** {comment.Markdown}" : comment.Markdown ?? "", multiline: true);
        if (text.Length <= Comment.MaxLength)
        {
            return text;
        }

        note($"The comment {comment.Id} is cut after {Comment.MaxLength} characters.");
        return text[..(Comment.MaxLength - 1)] + "…";
    }
}
