using System.Net;
using System.Text.Json;

namespace BlogBlazor.Tests.TestKit;

public static class ProblemAssertions
{
    /// <summary>RFC 9457: the status, the media type, and the same status in the body.</summary>
    /// <returns>The problem detail.</returns>
    public static async Task<JsonElement> ShouldBeProblemAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(status, body);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", body);
        var problem = JsonElement.Parse(body);
        problem.GetProperty("status").GetInt32().ShouldBe((int)status);
        return problem;
    }

    /// <summary>A problem whose errors are of exactly these fields, as the API spells them.</summary>
    public static Task<JsonElement> ShouldBeInvalidAsync(this HttpResponseMessage response, params string[] fields) =>
        ShouldHaveErrorsAsync(response, HttpStatusCode.BadRequest, fields);

    /// <summary>The same for what is well put, but not taken from this user or not any more, which says why.</summary>
    public static async Task ShouldBeRefusedAsync(this HttpResponseMessage response, string field, string reason) =>
        (await ShouldHaveErrorsAsync(response, HttpStatusCode.Forbidden, field)).Text("detail").ShouldBe(reason);

    /// <summary>A problem at one field alone, and what it says.</summary>
    public static async Task ShouldBeInvalidAtAsync(this HttpResponseMessage response, string field, string message) =>
        (await ShouldBeInvalidAsync(response, field)).GetProperty("errors").GetProperty(field)[0].GetString().ShouldBe(message);

    private static async Task<JsonElement> ShouldHaveErrorsAsync(HttpResponseMessage response, HttpStatusCode status, params string[] fields)
    {
        var problem = await response.ShouldBeProblemAsync(status);
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe(fields, ignoreOrder: true);
        return problem;
    }
}
