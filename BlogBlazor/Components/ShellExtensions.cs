using System.Text.Encodings.Web;
using System.Text.Unicode;
using BlogBlazor.Accounts;
using BlogBlazor.Data.Demo;
using BlogBlazor.Notifications.Push;
using BlogBlazor.Settings;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.WebEncoders;
using MudBlazor.Services;

namespace BlogBlazor.Components;

/// <summary>The frame around the features' pages.</summary>
public static class ShellExtensions
{
    public static void AddShell(this IHostApplicationBuilder builder)
    {
        builder.Services.AddLocalization();
        builder.Services.AddOptionsWithValidateOnStart<SiteAddressOptions>()
            .BindConfiguration(SiteAddressOptions.SectionName)
            .ValidateDataAnnotations();
        // Vietnamese goes out as it is written, not as numbered entities: pages are UTF-8.
        builder.Services.Configure<WebEncoderOptions>(
            options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        builder.Services.AddRazorComponents()
            .AddInteractiveServerComponents()
            // A post of 200,000 letters is one message from the editor; the default of 32 KB would end the circuit.
            .AddHubOptions(options => options.MaximumReceiveMessageSize = 1024 * 1024);
        builder.Services.AddMudServices();
        builder.Services.AddScoped<BrowserTimeZone>();
        builder.Services.AddSingleton<ReaderPages>();
        builder.Services.AddOutputCache();
        builder.Services.AddOptions<OutputCacheOptions>()
            .Configure<ReaderPages>((options, pages) => options.AddPolicy(ReaderPages.Policy, pages));
    }

    public static void MapShell(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapPreferences();
        app.MapManifest();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.DisableWebSocketCompression = true)
            .Finally(AlsoAnswerHead);
    }

    /// <summary>What an empty database gets before the first request.</summary>
    public static async Task SetUpAsync(this WebApplication app)
    {
        await app.Services.GetRequiredService<CurrentSite>().LoadAsync(CancellationToken.None);
        await using var scope = app.Services.CreateAsyncScope();
        await app.Services.GetRequiredService<PushKeys>().PublicAsync(CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<SetupAdministrator>().RunAsync(CancellationToken.None);
        if (app.Environment.IsDevelopment() && app.Configuration.GetValue("Demo:Seed", true))
        {
            await ActivatorUtilities.CreateInstance<DemoSeed>(scope.ServiceProvider).RunAsync(CancellationToken.None);
            app.Lifetime.ApplicationStarted.Register(() => Welcome(app.Urls.First()));
        }

        var setup = app.Services.GetRequiredService<Setup>();
        if (await setup.IsOpenAsync(CancellationToken.None))
        {
            app.Lifetime.ApplicationStarted.Register(() => AskForSetup(app.Urls.First(), setup.Code));
        }
    }

    /// <summary>RFC 9110, section 9.1: whoever answers GET answers HEAD. Monitors ask so.</summary>
    private static void AlsoAnswerHead(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault() is { } methods && methods.HttpMethods.Contains(HttpMethods.Get))
        {
            endpoint.Metadata.Add(new HttpMethodMetadata([.. methods.HttpMethods, HttpMethods.Head]));
        }
    }

    private static void AskForSetup(string address, string code) => Console.WriteLine(
        $"""

        This site has no administrator yet. Open {address}/setup and enter the code {code}.

        """);

    private static void Welcome(string address) => Console.WriteLine(
        $"""

        BlogBlazor is at {address}, with posts, comments and two demo accounts (password: {DemoSeed.Password}).
        To see a notification arrive: sign in as {DemoSeed.Accounts[0].Email} in one browser window and as {DemoSeed.Accounts[1].Email} in a private one,
        comment in the second on a post of {DemoSeed.Accounts[0].DisplayName}'s, and watch the first. For scripts: {address}/samples/notifications.html

        """);
}
