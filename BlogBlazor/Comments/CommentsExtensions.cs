using BlogBlazor.Discovery;

namespace BlogBlazor.Comments;

public static class CommentsExtensions
{
    public static void AddComments(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<CommentOptions>().BindConfiguration(CommentOptions.SectionName).ValidateDataAnnotations();
        services.AddScoped<CommentService>();
        services.AddScoped<CommentQueries>();
        services.AddScoped<CommentFeed>();
        services.AddSingleton<Presence>();
        services.AddSingleton<CommentDrafts>();
        services.AddHostedService(provider => provider.GetRequiredService<CommentDrafts>());
    }

    public static void MapComments(this IEndpointRouteBuilder routes)
    {
        routes.MapCommentsApi();
        routes.MapCommentForm();
        routes.MapFeed<CommentFeed>("/posts/{slug}/comments/feed", (feed, request) => feed.OfPostAsync(request));
    }
}
