using System.Security.Claims;
using BlogBlazor.Accounts.AccessTokens;
using BlogBlazor.Data;
using BlogBlazor.Hosting;
using BlogBlazor.Notifications.Delivery;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;

namespace BlogBlazor.Accounts;

public static class AccountsExtensions
{
    private const string ChallengeScheme = "ByRequest";

    public static void AddAccounts(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddIdentityApiEndpoints<BlogUser>(options =>
            {
                options.User.RequireUniqueEmail = true;
                // The user name is the address: what else it may hold without quotes (RFC 5322, atext).
                options.User.AllowedUserNameCharacters += "!#$%&'*/=?^`{|}~";
                // Length is what counts (NIST SP 800-63B; ASVS 6.2.1, 6.2.5): no rules about which characters.
                options.Password.RequiredLength = 8;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
            })
            .AddEntityFrameworkStores<BlogDbContext>()
            .AddUserManager<BlogUserManager>()
            .AddUserValidator<BlogUserValidator>()
            .AddErrorDescriber<LocalizedIdentityErrors>()
            .AddClaimsPrincipalFactory<BlogClaimsFactory>();
        // Identity answers every challenge with 401; a person is better sent to the login page.
        services.AddAuthentication(options => options.DefaultChallengeScheme = options.DefaultForbidScheme = ChallengeScheme)
            .AddPolicyScheme(ChallengeScheme, displayName: null, options => options.ForwardDefaultSelector = context =>
                context.IsOfProgram() ? IdentityConstants.BearerScheme : IdentityConstants.ApplicationScheme);
        // HMAC-SHA512; as many rounds as OWASP's password storage cheat sheet asks for.
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 220_000);
        services.Configure<SecurityStampValidatorOptions>(options =>
        {
            options.ValidationInterval = TimeSpan.FromMinutes(1);
            options.OnRefreshingPrincipal = KeepSession;
        });
        services.ConfigureApplicationCookie(ConfigureCookie);
        services.Configure<BearerTokenOptions>(IdentityConstants.BearerScheme, options =>
        {
            options.ForwardDefaultSelector = context =>
                AccessTokenHandler.Read(context.Request) is null ? null : AccessTokenHandler.SchemeName;
            options.Events.OnMessageReceived = TakeTokenFromQuery;
        });
        services.AddAccessTokens();
        services.AddAuthorizationBuilder();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, CircuitSignIn>();
        services.AddSingleton<SignInWatch>();
        services.AddSingleton<ISignInWatch>(provider => provider.GetRequiredService<SignInWatch>());
        services.AddHostedService(provider => provider.GetRequiredService<SignInWatch>());
        services.AddScoped<Sessions>();
        services.AddScoped<SetupAdministrator>();
        services.AddSingleton<Setup>();
        services.AddSingleton<AccountMails>();
        services.AddSingleton<IEmailSender<BlogUser>>(provider => provider.GetRequiredService<AccountMails>());
    }

    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/account").WithTags("Account");
        api.MapIdentityApi<BlogUser>().Add(endpoint => endpoint.Metadata.Add(
            new EnableRateLimitingAttribute(SendsMail(endpoint) ? RateLimitPolicies.Mailing : RateLimitPolicies.SigningIn)));
        api.MapProfileApi();
        routes.MapSignOut("/account/sign-out", (sessions, context) => sessions.SignOutAsync(context.User, context.RequestAborted));
        routes.MapSignOut("/account/sign-out-everywhere", (sessions, context) => sessions.SignOutEverywhereAsync(context.User));
    }

    private static bool SendsMail(EndpointBuilder endpoint) =>
        ((RouteEndpointBuilder)endpoint).RoutePattern.RawText!.Split('/')[^1] is "forgotPassword" or "resendConfirmationEmail" or "info";

    private static void MapSignOut(this IEndpointRouteBuilder routes, string path, Func<Sessions, HttpContext, Task> signOut) =>
        routes.MapPost(path, async (Sessions sessions, HttpContext context) =>
        {
            // Only endpoints that bind a form refuse by themselves.
            if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: true })
            {
                return Results.BadRequest();
            }

            await signOut(sessions, context);
            return Results.LocalRedirect("/");
        }).WithMetadata(new RequireAntiforgeryTokenAttribute()).ExcludeFromDescription();

    private static void ConfigureCookie(CookieAuthenticationOptions options)
    {
        options.LoginPath = "/account/login";
        options.ReturnUrlParameter = "returnUrl";
        options.Cookie.Name = "blogblazor.signin";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.ExpireTimeSpan = Sessions.CookieLife;
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
        options.Events.OnSigningIn = NameSession;
        options.Events.OnValidatePrincipal = ValidateAsync;
    }

    /// <summary>A cookie that is written anew, after a change of the profile, say, stays the same session.</summary>
    private static Task NameSession(CookieSigningInContext context)
    {
        var before = context.HttpContext.User;
        var isSameUser = before.FindFirstValue(ClaimTypes.NameIdentifier) == context.Principal!.FindFirstValue(ClaimTypes.NameIdentifier);
        var session = (isSameUser ? before.FindFirstValue(CurrentUser.SessionClaim) : null) ?? Guid.NewGuid().ToString("N");
        ((ClaimsIdentity)context.Principal!.Identity!).AddClaim(new Claim(CurrentUser.SessionClaim, session));
        return Task.CompletedTask;
    }

    /// <summary>A copy of a cookie that was signed out is worth nothing from that moment, so every request looks.</summary>
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<ChecksSignIn>() is not null)
        {
            return;
        }

        var sessions = context.HttpContext.RequestServices.GetRequiredService<Sessions>();
        if (await sessions.HasEndedAsync(context.Principal!, context.HttpContext.RequestAborted))
        {
            context.RejectPrincipal();
            return;
        }

        await SecurityStampValidator.ValidatePrincipalAsync(context);
    }

    private static Task KeepSession(SecurityStampRefreshingPrincipalContext context)
    {
        if (context.CurrentPrincipal?.FindFirst(CurrentUser.SessionClaim) is { } session)
        {
            ((ClaimsIdentity)context.NewPrincipal!.Identity!).AddClaim(session.Clone());
        }

        return Task.CompletedTask;
    }

    private static Task TakeTokenFromQuery(MessageReceivedContext context)
    {
        context.Token = AccessTokenHandler.ReadQuery(context.Request);
        return Task.CompletedTask;
    }
}
