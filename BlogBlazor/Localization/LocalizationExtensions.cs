using BlogBlazor.Accounts;
using BlogBlazor.Settings;
using Microsoft.AspNetCore.Localization;

namespace BlogBlazor.Localization;

public static class LocalizationExtensions
{
    public static readonly string[] Languages = ["en", "vi"];

    public static void UseLanguages(this WebApplication app) => app.UseRequestLocalization(options =>
    {
        options.SetDefaultCulture(Languages[0]).AddSupportedCultures(Languages).AddSupportedUICultures(Languages);
        options.ApplyCurrentCultureToResponseHeaders = true;
        options.RequestCultureProviders =
        [
            // What the user chose, on whatever device; then what this browser chose; then what it prefers; then the site's own.
            new CustomRequestCultureProvider(context => Task.FromResult(
                context.User.FindFirst(CurrentUser.LanguageClaim) is { } language
                    ? new ProviderCultureResult(language.Value)
                    : null)),
            new CookieRequestCultureProvider(),
            new AcceptLanguageHeaderRequestCultureProvider(),
            new CustomRequestCultureProvider(context => Task.FromResult<ProviderCultureResult?>(
                new ProviderCultureResult(context.RequestServices.GetRequiredService<CurrentSite>().Settings.Language))),
        ];
    });
}
