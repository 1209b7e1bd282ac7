namespace BlogBlazor.Announcements;

public static class AnnouncementsExtensions
{
    public static void AddAnnouncements(this IHostApplicationBuilder builder) => builder.Services.AddScoped<AnnouncementService>();

    public static void MapAnnouncements(this IEndpointRouteBuilder routes) => routes.MapAnnouncementsApi();
}
