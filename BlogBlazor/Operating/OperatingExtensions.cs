namespace BlogBlazor.Operating;

public static class OperatingExtensions
{
    public static void AddOperating(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<InstanceFigures>();
        // Hosted, so that it counts from the start and not from the first look.
        builder.Services.AddHostedService(services => services.GetRequiredService<InstanceFigures>());
    }
}
