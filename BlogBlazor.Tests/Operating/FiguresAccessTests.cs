using System.Net;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Operating;

[Trait("Category", "Integration")]
public sealed class FiguresAccessTests
{
    [Fact]
    public async Task The_figures_are_for_administrators_alone()
    {
        await using var app = BlogApplication.Start();
        using var administrator = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        using var nobody = app.Anonymous();

        (await StatusAsync(administrator)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(minh)).ShouldNotBe(HttpStatusCode.OK);
        (await StatusAsync(nobody)).ShouldNotBe(HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> StatusAsync(TestUser user)
    {
        using var response = await user.GetAsync("/admin/figures");
        return response.StatusCode;
    }
}
