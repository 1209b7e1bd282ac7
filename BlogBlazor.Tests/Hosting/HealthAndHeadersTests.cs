using System.Net;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Hosting;

[Trait("Category", "Integration")]
public sealed class HealthAndHeadersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_healthy_site_says_so_and_names_its_parts()
    {
        await using var app = BlogApplication.Start();
        using var probe = app.Anonymous();

        using var live = await probe.GetAsync("/health/live");
        live.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await live.Content.ReadAsStringAsync(Cancel)).ShouldBe("Healthy");

        (await probe.GetJsonAsync("/health/ready")).GetRawText().ShouldBe(
            """{"status":"Healthy","parts":{"database":{"status":"Healthy","description":"It answers."}}}""");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/posts/no-such-post")]
    [InlineData("/api/posts")]
    [InlineData("/api/no/such/thing")]
    [InlineData("/account/login")]
    [InlineData("/app.css")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        await using var app = BlogApplication.Start();
        using var reader = app.Anonymous();

        using var response = await reader.GetAsync(path);

        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("script-src 'self';");
        policy.ShouldContain("object-src 'none'");
        policy.ShouldContain("frame-ancestors 'none'");
        response.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        response.Headers.GetValues("Referrer-Policy").Single().ShouldBe("strict-origin-when-cross-origin");
        response.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task The_API_describes_itself()
    {
        await using var app = BlogApplication.Start();
        using var reader = app.Anonymous();

        var document = await reader.GetJsonAsync("/openapi/v1.json");

        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name.TrimEnd('/')).ToList();
        foreach (var path in new[]
        {
            "/api/account/login", "/api/account/profile", "/api/posts", "/api/posts/{slug}", "/api/posts/{slug}/comments",
            "/api/notifications", "/api/notifications/read", "/api/notifications/unread-count", "/api/notifications/send",
        })
        {
            paths.ShouldContain(path);
        }
    }

    [Theory]
    [InlineData("/js/notifications.js", "*", "cross-origin")]
    [InlineData("/js/notifications-widget.js", "*", "cross-origin")]
    [InlineData("/app.css", null, "same-site")]
    [InlineData("/", null, "same-site")]
    public async Task Pages_of_any_site_may_load_the_scripts_and_nothing_else(string path, string? allowed, string policy)
    {
        await using var app = BlogApplication.Start();
        using var reader = app.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Origin", "https://any.example" } } };

        using var response = await reader.Http.SendAsync(request, Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        One("Access-Control-Allow-Origin").ShouldBe(allowed);
        One("Cross-Origin-Resource-Policy").ShouldBe(policy);

        string? One(string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
    }

    [Theory]
    [InlineData("/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("/_blazor")]
    public async Task A_circuit_is_not_for_pages_of_another_origin(string path)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        foreach (var origin in new[] { "https://evil.example", "null", app.Address.GetLeftPart(UriPartial.Authority) + "0" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { { "Origin", origin } } };
            using var response = await lan.Http.SendAsync(request, Cancel);
            await response.ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        }

        (await Should.ThrowAsync<UpgradeRefusedException>(() => TestSocket.ConnectAsync(app.Address, "/_blazor?id=x", options =>
        {
            options.Cookies = lan.Cookies;
            options.SetRequestHeader("Origin", "https://evil.example");
        }))).Status.ShouldBe(403);
    }

    [Fact]
    public async Task A_circuit_is_for_the_site_s_own_pages()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        foreach (var origin in new[] { app.Address.GetLeftPart(UriPartial.Authority), null })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
            }

            using var response = await lan.Http.SendAsync(request, Cancel);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Pages_of_a_configured_origin_may_call_the_API_and_no_others()
    {
        await using var app = BlogApplication.Start(new Dictionary<string, string>
        {
            ["Notifications:AllowedOrigins:0"] = "https://widgets.example",
        });
        using var script = app.Anonymous();

        (await AllowedAsync("https://widgets.example")).ShouldBe("https://widgets.example");
        (await AllowedAsync("https://evil.example")).ShouldBeNull();

        async Task<string?> AllowedAsync(string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, "/api/notifications")
            {
                Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "GET" }, { "Access-Control-Request-Headers", "authorization" } },
            };
            using var response = await script.Http.SendAsync(request, Cancel);
            response.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
            return response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null;
        }
    }
}
