namespace BlogBlazor.Posts;

public static class PostsExtensions
{
    public static void AddPosts(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<PostService>();
        builder.Services.AddScoped<PostQueries>();
        builder.Services.AddSingleton<MarkdownRenderer>();
    }

    public static void MapPosts(this IEndpointRouteBuilder routes) => routes.MapPostsApi();
}
