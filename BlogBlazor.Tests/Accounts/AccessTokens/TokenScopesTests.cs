using BlogBlazor.Hosting;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Accounts.AccessTokens;

/// <summary>Every address that programs use says which scope a token needs there, or is one of those that take no token.</summary>
[Trait("Category", "Integration")]
[Trait("Database", "Own")]
public sealed class TokenScopesTests
{
    /// <summary>What a token must never do, or what has a proof of its own.</summary>
    private static readonly string[] WithoutTokens = ["/api/account", "/api/moderation", "/api/hooks", "/api/push", "/api/posts/{slug}/reports", "/api/posts/{slug}/comments/{id:int}/reports"];

    [Fact]
    public async Task Every_endpoint_for_programs_names_its_scope_or_refuses_tokens()
    {
        await using var app = BlogApplication.Start();
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => (
                Path: "/" + endpoint.RoutePattern.RawText!.TrimStart('/'),
                Scope: endpoint.Metadata.GetMetadata<TokenScope>()?.Name,
                Methods: endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []))
            .ToList();

        endpoints.Where(e => e.Scope is null && IsForPrograms(e.Path) && !Array.Exists(WithoutTokens, path => e.Path.StartsWith(path, StringComparison.Ordinal)))
            .ShouldBeEmpty();
        endpoints.Where(e => e.Scope is not null && (!IsForPrograms(e.Path) || Array.Exists(WithoutTokens, path => e.Path.StartsWith(path, StringComparison.Ordinal))))
            .ShouldBeEmpty();
        // Who may read changes nothing; the hub's own POST only opens its connection.
        endpoints.Where(e => e.Scope?.EndsWith(":read", StringComparison.Ordinal) == true && e.Path.StartsWith("/api", StringComparison.Ordinal)
            && e.Methods.Any(method => method != HttpMethods.Get)).ShouldBeEmpty();
        endpoints.Select(e => e.Scope).OfType<string>().Distinct().ShouldBe(TokenScopes.All, ignoreOrder: true);
    }

    [Fact]
    public async Task The_description_names_scopes()
    {
        await using var app = BlogApplication.Start();
        using var reader = app.Anonymous();

        var document = await reader.GetJsonAsync("/openapi/v1.json");

        document.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer").Text("scheme").ShouldBe("bearer");
        var send = document.GetProperty("paths").GetProperty("/api/notifications/send").GetProperty("post");
        send.Text("description")!.ShouldContain("notifications:send");
        send.GetProperty("security")[0].GetProperty("bearer")[0].GetString().ShouldBe("notifications:send");
        document.GetProperty("paths").GetProperty("/api/account/profile").GetProperty("put").Text("description")!.ShouldContain("no personal access token");
        document.GetProperty("paths").GetProperty("/api/hooks/{id}").GetProperty("post").GetProperty("parameters").EnumerateArray()
            .Select(parameter => parameter.Text("name")).ShouldContain("webhook-signature");
    }

    private static bool IsForPrograms(string path) =>
        Array.Exists(["/api", "/ws", "/sse", "/hubs"], start => new PathString(path).StartsWithSegments(start));
}
