using System.Net;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Idempotency;

/// <summary>What is taken for a key, and where it is told of.</summary>
[Trait("Category", "Integration")]
public sealed class IdempotencyKeyTests
{
    [Fact]
    public async Task What_is_no_key_is_a_problem_and_nothing_happens()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var slug = await lan.PublishAsync();

        foreach (var keys in new string[][] { [""], [" "], ["\"\""], ["a\tb"], ["a b"], ["\"a"], ["a\"b"], [new string('a', 256)], ["one", "two"], ["\"one\"", "\"two\""] })
        {
            using var response = await lan.PostAsync($"/api/posts/{slug}/comments", new { markdown = "Hello" }, keys);
            await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        }

        (await lan.GetJsonAsync($"/api/posts/{slug}/comments")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("k")]
    [InlineData("\"two words, and a comma\"")]
    [InlineData("!#$%&'()*+-./09:;<=>?@AZ[\\]^_`az{|}~")]
    public async Task Any_printable_text_is_a_key(string key)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        foreach (var one in new[] { key, key, new string('k', 255) })
        {
            using var response = await lan.PostAsync("/api/posts", new { title = "A post", markdown = "Some text." }, one);
            response.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        using var third = await lan.PostAsync("/api/posts", new { title = "A post", markdown = "Some text." });
        (await TestUser.ReadAsync(third)).Text("slug").ShouldBe("a-post-3");
    }

    [Fact]
    public async Task Who_is_not_signed_in_has_no_keys()
    {
        await using var app = BlogApplication.Start();
        using var nobody = app.Anonymous();

        using var response = await nobody.PostAsync("/api/posts", new { title = "A post", markdown = "Some text." }, "k");

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/api/posts")]
    [InlineData("/api/posts/{slug}/comments")]
    [InlineData("/api/notifications/send")]
    public async Task The_API_s_description_tells_of_the_header(string path)
    {
        await using var app = BlogApplication.Start();
        using var reader = app.Anonymous();

        var document = await reader.GetJsonAsync("/openapi/v1.json");

        var operation = document.GetProperty("paths").GetProperty(path).GetProperty("post");
        var header = operation.GetProperty("parameters").EnumerateArray().Single(parameter => parameter.Text("in") == "header");
        header.Text("name").ShouldBe("Idempotency-Key");
        header.GetProperty("schema").Number("maxLength").ShouldBe(255);
        operation.GetProperty("responses").EnumerateObject().Select(response => response.Name)
            .Intersect(["400", "409", "422"]).Count().ShouldBe(3);
    }
}
