using System.Security.Claims;
using BlogBlazor.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace BlogBlazor.Notifications.Push;

/// <summary>For a browser, or an app of one's own, that wants to be pushed to.</summary>
internal static class PushApi
{
    public static void MapPushApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/push").RequireAuthorization().WithTags("Push");
        group.MapGet("/key", async (PushKeys keys, CancellationToken cancel) => TypedResults.Ok(new { PublicKey = await keys.PublicAsync(cancel) }));
        group.MapGet("/subscriptions", ListAsync);
        group.MapPost("/subscriptions", AddAsync).RequireRateLimiting(RateLimitPolicies.Writing);
        group.MapDelete("/subscriptions/{id}", RemoveAsync).RequireRateLimiting(RateLimitPolicies.Writing);
    }

    private static async Task<Ok<IEnumerable<PushDeviceItem>>> ListAsync(ClaimsPrincipal user, PushDevices devices, CancellationToken cancel) =>
        TypedResults.Ok((await devices.ListAsync(Id(user), cancel)).Select(d => new PushDeviceItem(d.EndpointHash, d.Name, d.CreatedAt, d.LastSuccessAt)));

    private static async Task<Results<Ok<PushDeviceAdded>, ValidationProblem>> AddAsync(
        [FromBody] PushDeviceInput input, ClaimsPrincipal user, HttpRequest request, PushDevices devices, CancellationToken cancel)
    {
        if (input.Problem() is var (field, message))
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [message] });
        }

        await devices.AddAsync(Id(user), input, request.Headers[HeaderNames.UserAgent], cancel);
        return TypedResults.Ok(new PushDeviceAdded(PushDevices.HashOf(input.Endpoint)));
    }

    private static async Task<NoContent> RemoveAsync(string id, ClaimsPrincipal user, PushDevices devices, CancellationToken cancel)
    {
        await devices.RemoveAsync(Id(user), id, cancel);
        return TypedResults.NoContent();
    }

    private static string Id(ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier)!;
}

internal sealed record PushDeviceItem(string Id, string Name, DateTime CreatedAt, DateTime? LastSuccessAt);

internal sealed record PushDeviceAdded(string Id);
