using System.Net;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Hosting;

/// <summary>When it is our fault, people get a page, programs a problem detail, and nobody the exception.</summary>
[Trait("Category", "Integration")]
public sealed class ErrorPagesTests
{
    [Fact]
    public async Task A_broken_database_is_told_to_each_in_their_way()
    {
        await using var app = BlogApplication.Start(new Dictionary<string, string> { ["environment"] = "Production" });
        using var reader = app.Anonymous();
        app.Database.Ruin();

        using var page = await reader.GetAsync("/");
        page.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        html.ShouldContain("Something went wrong");
        html.ShouldNotContain("Exception");

        using var api = await reader.GetAsync("/api/posts");
        var problem = await api.ShouldBeProblemAsync(HttpStatusCode.InternalServerError);
        problem.GetRawText().ShouldNotContain("Exception");

        using var ready = await reader.GetAsync("/health/ready");
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(
            """{"status":"Unhealthy","parts":{"database":{"status":"Unhealthy","description":"It does not answer a query: nothing can be read or written."}}}""");
        using var live = await reader.GetAsync("/health/live");
        live.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
