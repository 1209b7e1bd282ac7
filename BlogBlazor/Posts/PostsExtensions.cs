using BlogBlazor.Posts.Editing;
using BlogBlazor.Posts.Revisions;

namespace BlogBlazor.Posts;

public static class PostsExtensions
{
    public static void AddPosts(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<PostService>();
        builder.Services.AddScoped<PostQueries>();
        builder.Services.AddScoped<PostWriter>();
        builder.Services.AddScoped<OldSlugs>();
        builder.Services.AddScoped<OwnPosts>();
        builder.Services.AddScoped<EditorService>();
        builder.Services.AddScoped<TagSuggestions>();
        builder.Services.AddScoped<RevisionQueries>();
        builder.Services.AddHostedService<ScheduledPublishing>();
        builder.Services.AddScoped<PostSearch>();
        builder.Services.AddScoped<PostArchive>();
        builder.Services.AddScoped<PostNeighbourhood>();
        builder.Services.AddSingleton<MarkdownRenderer>();
    }

    public static void MapPosts(this IEndpointRouteBuilder routes) => routes.MapPostsApi();
}
