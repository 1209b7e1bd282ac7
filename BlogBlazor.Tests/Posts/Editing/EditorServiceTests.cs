using BlogBlazor.Accounts;
using BlogBlazor.Posts;
using BlogBlazor.Posts.Editing;
using BlogBlazor.Posts.Revisions;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Posts.Editing;

/// <summary>On either database; what its author sees of it: <see cref="PostEditorTests"/> and <see cref="AutosaveTests"/>.</summary>
[Trait("Category", "Integration")]
public sealed class EditorServiceTests
{
    private static readonly EditorContent Content = new("Đà Lạt", "Text.", "", ["Đà Lạt"], "");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_who_save_on_top_of_the_same_version_all_but_one_are_told()
    {
        await using var app = BlogApplication.Start();
        await using var scope = app.Services.CreateAsyncScope();
        var (editor, lan) = (scope.ServiceProvider.GetRequiredService<EditorService>(), await UserAsync(app));
        var post = (await editor.SaveAsync(lan, new SaveRequest(Content, null, SaveFor.Autosave), Cancel)).Post!;

        var results = await Task.WhenAll(Enumerable.Range(1, 8).Select(number => editor.SaveAsync(
            lan, new SaveRequest(Content with { Markdown = $"Text {number}." }, post, SaveFor.Autosave), Cancel)));

        var saved = results.Where(result => !result.IsConflict).ShouldHaveSingleItem().Post!;
        (await editor.FindAsync(lan, post.Id, Cancel))!.Content.Markdown.ShouldBe(saved.Content.Markdown);
        results.ShouldAllBe(result => result.Post!.Version == saved.Version);
    }

    [Fact]
    public async Task A_post_goes_its_way_from_a_draft_to_a_new_address()
    {
        await using var app = BlogApplication.Start();
        await using var scope = app.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var (editor, lan) = (services.GetRequiredService<EditorService>(), await UserAsync(app));

        var post = (await editor.SaveAsync(lan, new SaveRequest(Content, null, SaveFor.Publish), Cancel)).Post!;
        var changed = post.Content with { Markdown = "More text.", Slug = "da-lat-moi" };
        post = (await editor.SaveAsync(lan, new SaveRequest(changed, post, SaveFor.Autosave), Cancel)).Post!;
        (post.HasWorkingCopy, post.Slug).ShouldBe((true, "da-lat"));
        post.Content.Tags.ShouldBe(["Đà Lạt"]);
        post = (await editor.SaveAsync(lan, new SaveRequest(changed, post, SaveFor.Update), Cancel)).Post!;
        (post.HasWorkingCopy, post.Slug).ShouldBe((false, "da-lat-moi"));

        (await editor.FindAsync(lan, "da-lat", Cancel))!.Id.ShouldBe(post.Id);
        (await services.GetRequiredService<RevisionQueries>().ListAsync(lan, "da-lat-moi", Cancel))!.Revisions.Count.ShouldBe(2);
        (await services.GetRequiredService<TagSuggestions>().FindAsync(lan, "da l", Cancel)).ShouldBe(["Đà Lạt"]);
        var own = await services.GetRequiredService<OwnPosts>().ListAsync(
            lan, PostState.Published, "dà lat", new PostCursor(DateTime.UtcNow.AddDays(1), 1), Cancel);
        own.Items.ShouldHaveSingleItem().Slug.ShouldBe("da-lat-moi");
    }

    [Fact]
    public async Task A_cover_is_changed_and_taken_off_with_the_text_and_not_before()
    {
        const string First = "/media/00112233445566778899aabbccddeeff-800x600.webp";
        const string Second = "/media/ffeeddccbbaa99887766554433221100-800x600.webp";
        await using var app = BlogApplication.Start();
        await using var scope = app.Services.CreateAsyncScope();
        var (editor, lan) = (scope.ServiceProvider.GetRequiredService<EditorService>(), await UserAsync(app));
        var posts = scope.ServiceProvider.GetRequiredService<PostQueries>();
        var post = (await SaveAsync(null, SaveFor.Publish, First, "A lake")).Post!;

        post = (await SaveAsync(post, SaveFor.Autosave, Second, "A hill")).Post!;
        (await posts.FindAsync("da-lat", lan, Cancel))!.Cover.ShouldBe(new PostCover(First, "A lake"));
        (await editor.FindAsync(lan, post.Id, Cancel))!.Cover.ShouldBe(new PostCover(Second, "A hill"));

        // As a revision is restored, which has no cover.
        post = (await SaveAsync(post, SaveFor.Later, null, null)).Post!;
        (await editor.FindAsync(lan, post.Id, Cancel))!.Cover.ShouldBe(new PostCover(Second, "A hill"));

        post = (await SaveAsync(post, SaveFor.Autosave, "", null)).Post!;
        post = (await editor.FindAsync(lan, post.Id, Cancel))!;
        await SaveAsync(post, SaveFor.Update, post.Cover!.Url, post.Cover.Alt);
        (await posts.FindAsync("da-lat", lan, Cancel))!.Cover.ShouldBeNull();

        Task<SaveResult> SaveAsync(EditedPost? over, SaveFor purpose, string? cover, string? alt) =>
            editor.SaveAsync(lan, new SaveRequest(Content, over, purpose, Cover: cover, CoverAlt: alt), Cancel);
    }

    [Fact]
    public async Task Tags_are_suggested_by_indexes()
    {
        var queries = new QueryPlans("PostTag", "Posts");
        await using var app = BlogApplication.Start(services: queries.Watch);
        await using var scope = app.Services.CreateAsyncScope();
        var lan = await UserAsync(app);
        await scope.ServiceProvider.GetRequiredService<EditorService>().SaveAsync(lan, new SaveRequest(Content, null, SaveFor.Autosave), Cancel);
        queries.Clear();

        (await scope.ServiceProvider.GetRequiredService<TagSuggestions>().FindAsync(lan, "da", Cancel)).ShouldBe(["Đà Lạt"]);

        await queries.ShouldUseIndexesAsync(app.Services);
    }

    private static async Task<CurrentUser> UserAsync(BlogApplication app)
    {
        using var lan = await app.RegisterAsync("lan");
        var profile = await lan.ProfileAsync();
        return new CurrentUser(profile.Id, profile.Handle, profile.DisplayName, IsAdministrator: false);
    }
}
