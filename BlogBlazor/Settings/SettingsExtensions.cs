using BlogBlazor.Data.Demo;

namespace BlogBlazor.Settings;

public static class SettingsExtensions
{
    public static void AddSettings(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CurrentSite>();
        builder.Services.AddScoped<DemoContent>();
    }
}
