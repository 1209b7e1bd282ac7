namespace BlogBlazor.Moderation;

public static class ModerationExtensions
{
    public static void AddModeration(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ModerationRules>();
        builder.Services.AddScoped<ReportService>();
        builder.Services.AddScoped<ModerationQueries>();
        builder.Services.AddScoped<ModerationService>();
    }

    public static void MapModeration(this IEndpointRouteBuilder routes) => routes.MapModerationApi();
}
