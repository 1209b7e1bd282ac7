using System.Net;
using System.Net.Http.Json;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Hosting;

/// <summary>Whose requests are counted together, as a proxy in front names their addresses.</summary>
[Trait("Category", "Integration")]
public sealed class RateLimitTests
{
    [Fact]
    public async Task Who_has_all_addresses_of_a_network_is_limited_as_one()
    {
        await using var app = BlogApplication.Start(new Dictionary<string, string> { ["RateLimits:Enabled"] = "true" });
        using var client = app.Anonymous();

        for (var sent = 1; sent <= 10; sent++)
        {
            (await AskAsync(client, $"2001:db8:0:1:{sent}::{sent}")).ShouldBe(HttpStatusCode.OK);
        }

        (await AskAsync(client, "2001:db8:0:1::11")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await AskAsync(client, "2001:db8:0:2::1")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_IPv4_address_written_as_IPv6_is_the_same()
    {
        await using var app = BlogApplication.Start(new Dictionary<string, string> { ["RateLimits:Enabled"] = "true" });
        using var client = app.Anonymous();

        for (var sent = 1; sent <= 10; sent++)
        {
            (await AskAsync(client, sent % 2 == 0 ? "192.0.2.1" : "::ffff:192.0.2.1")).ShouldBe(HttpStatusCode.OK);
        }

        (await AskAsync(client, "192.0.2.1")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await AskAsync(client, "::ffff:192.0.2.2")).ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> AskAsync(TestUser client, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/account/forgotPassword")
        {
            Content = JsonContent.Create(new { email = "nobody@example.com" }),
        };
        request.Headers.Add("X-Forwarded-For", address);
        using var response = await client.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
