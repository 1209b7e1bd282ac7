namespace BlogBlazor.Reactions;

public static class ReactionsExtensions
{
    public static void AddReactions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<ReactionService>();
        builder.Services.AddScoped<ReactionsApi>();
    }

    public static void MapReactions(this IEndpointRouteBuilder routes) => ReactionsApi.Map(routes);
}
