using System.ServiceModel.Syndication;
using BlogBlazor.Discovery;
using BlogBlazor.Localization;
using BlogBlazor.Posts;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Comments;

/// <summary>The newest comments on a post.</summary>
internal sealed class CommentFeed(PostQueries posts, CommentQueries comments, MarkdownRenderer markdown, IStringLocalizer<Texts> texts)
{
    public async Task<SyndicationFeed?> OfPostAsync(FeedRequest request)
    {
        var slug = request.Value("slug");
        if (await posts.FindAsync(slug, reader: null, request.Cancel) is not { } post)
        {
            return null;
        }

        var items = (await comments.NewestAsync(post.Id, Feeds.Length, request.Cancel)).Select(comment => Item(request, slug, comment));
        return request.Feed($"{texts["Comments on “{0}”", post.Title]} · {request.SiteName}", $"/posts/{slug}", [.. items]);
    }

    private SyndicationItem Item(FeedRequest request, string slug, CommentItem comment)
    {
        var address = request.Address(CommentLink.To(slug, comment.Id));
        var item = new SyndicationItem(
            comment.Author!.DisplayName,
            SyndicationContent.CreateHtmlContent(Feeds.WithWholeAddresses(markdown.Render(comment.Markdown).Value, address)),
            address,
            request.Id($"comments/{comment.Id}", comment.CreatedAt),
            comment.CreatedAt)
        {
            PublishDate = comment.CreatedAt,
        };
        item.Authors.Add(new SyndicationPerson
        {
            Name = comment.Author.DisplayName,
            Uri = request.Address($"/authors/{comment.Author.Handle}").AbsoluteUri,
        });
        return item;
    }
}
