using System.ServiceModel.Syndication;
using BlogBlazor.Posts;

namespace BlogBlazor.Discovery;

/// <summary>The newest posts, of all, of a tag or of an author, with their whole text.</summary>
internal sealed class PostFeeds(PostQueries posts, MarkdownRenderer markdown)
{
    public async Task<SyndicationFeed?> OfAllAsync(FeedRequest request) =>
        await FeedAsync(request, request.SiteName, "/", new PostFilter());

    public async Task<SyndicationFeed?> OfTagAsync(FeedRequest request) =>
        await posts.FindTagAsync(request.Value("slug"), request.Cancel) is { } tag
            ? await FeedAsync(request, $"#{tag.Name} · {request.SiteName}", $"/tags/{tag.Slug}", new PostFilter(TagId: tag.Id))
            : null;

    public async Task<SyndicationFeed?> OfAuthorAsync(FeedRequest request) =>
        await posts.FindAuthorAsync(request.Value("handle"), request.Cancel) is { } author
            ? await FeedAsync(request, $"{author.DisplayName} · {request.SiteName}", $"/authors/{author.Handle}", new PostFilter(AuthorId: author.Id))
            : null;

    private async Task<SyndicationFeed> FeedAsync(FeedRequest request, string title, string page, PostFilter filter) =>
        request.Feed(title, page, [.. (await posts.NewestAsync(filter, Feeds.Length, request.Cancel)).Select(post => Item(request, post))]);

    private SyndicationItem Item(FeedRequest request, PostDetails post)
    {
        var path = "/posts/" + post.Slug;
        var address = request.Address(path);
        var published = post.PublishedAt!.Value;
        var item = new SyndicationItem(
            post.Title,
            SyndicationContent.CreateHtmlContent(Feeds.WithWholeAddresses(markdown.RenderPost(post.Markdown, path).Html.Value, address)),
            address,
            request.Id($"posts/{post.Id}", published),
            post.UpdatedAt > published ? post.UpdatedAt : published)
        {
            PublishDate = published,
        };
        item.Authors.Add(new SyndicationPerson { Name = post.Author.DisplayName, Uri = request.Address($"/authors/{post.Author.Handle}").AbsoluteUri });
        foreach (var tag in post.Tags)
        {
            item.Categories.Add(new SyndicationCategory(tag.Name));
        }

        return item;
    }
}
