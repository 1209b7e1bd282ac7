namespace BlogBlazor.Comments;

public static class CommentsExtensions
{
    public static void AddComments(this IHostApplicationBuilder builder) => builder.Services.AddScoped<CommentService>();

    public static void MapComments(this IEndpointRouteBuilder routes) => routes.MapCommentsApi();
}
