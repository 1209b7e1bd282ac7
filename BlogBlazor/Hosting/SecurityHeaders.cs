namespace BlogBlazor.Hosting;

internal static class SecurityHeaders
{
    /// <summary>For files that users brought: whatever one of them turns out to be, it does nothing. Pages of any site may show it.</summary>
    public const string OfFiles = "files";

    public static void AddSecurityHeaders(this IHostApplicationBuilder builder) =>
        builder.Services.AddSecurityHeaderPolicies().AddPolicy(OfFiles, headers => headers
            .AddDefaultSecurityHeaders()
            .AddCrossOriginResourcePolicy(policy => policy.CrossOrigin())
            .AddContentSecurityPolicy(csp =>
            {
                csp.AddDefaultSrc().None();
                csp.AddSandbox();
            }));

    public static void UseSiteSecurityHeaders(this WebApplication app)
    {
        var policies = new HeaderPolicyCollection()
            .AddDefaultSecurityHeaders()
            .AddContentSecurityPolicy(csp =>
            {
                csp.AddDefaultSrc().Self();
                csp.AddBaseUri().Self();
                csp.AddObjectSrc().None();
                csp.AddScriptSrc().Self();
                // MudBlazor and Blazor's reconnect screen set styles on elements (MudBlazor#4529).
                csp.AddStyleSrc().Self().UnsafeInline();
                csp.AddImgSrc().Self().Data().From("https:");
                // The sample page can be pointed at another server.
                csp.AddConnectSrc().Self().From("ws:").From("wss:");
                csp.AddFrameAncestors().None();
                csp.AddFormAction().Self();
            });
        app.UseSecurityHeaders(policies);
    }
}
