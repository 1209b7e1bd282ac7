using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BlogBlazor.Idempotency;

/// <summary>
/// The header's side of "The Idempotency-Key HTTP Header Field" (draft-ietf-httpapi-idempotency-key-header): 400 for what is
/// no key, 409 while its first request is still at work, 422 for a key that came with another body.
/// </summary>
internal sealed class IdempotencyFilter
{
    /// <summary>In this process. A repeat that reaches another instance meanwhile waits for the database instead.</summary>
    private readonly ConcurrentDictionary<IdempotencyKey, bool> _atWork = new();

    /// <summary>For a handler: it must be one that is told who is signed in, and takes one body.</summary>
    public static EndpointFilterDelegate Create(EndpointFilterFactoryContext handler, EndpointFilterDelegate next)
    {
        var body = Array.FindIndex(handler.MethodInfo.GetParameters(), p => p.IsDefined(typeof(FromBodyAttribute), inherit: false));
        var filter = handler.ApplicationServices.GetRequiredService<IdempotencyFilter>();
        return context => filter.InvokeAsync(context, context.Arguments[body], next);
    }

    private async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, object? body, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        if (!request.Headers.TryGetValue(IdempotencyKey.Header, out var header))
        {
            return await next(context);
        }

        if (IdempotencyKey.Parse(header) is not { } value)
        {
            return Problem(
                $"{IdempotencyKey.Header} must be one key of 1 to {IdempotencyKey.MaxLength} printable ASCII characters, best in double quotes.",
                StatusCodes.Status400BadRequest);
        }

        var userId = context.HttpContext.User.FindFirstValue(ClaimTypes.NameIdentifier)!;
        var key = new IdempotencyKey(userId, $"{request.Method} {request.Path.Value!.TrimEnd('/')}", value);
        if (!_atWork.TryAdd(key, true))
        {
            return Problem(
                $"The first request with this {IdempotencyKey.Header} is still being processed; try again in a moment.",
                StatusCodes.Status409Conflict);
        }

        try
        {
            context.HttpContext.RequestServices.GetRequiredService<OnceOnly>().Begin(key, body);
            return await next(context);
        }
        catch (IdempotencyKeyReusedException)
        {
            return Problem(
                $"This {IdempotencyKey.Header} was used for a request with another body; take a new one.",
                StatusCodes.Status422UnprocessableEntity);
        }
        finally
        {
            _atWork.TryRemove(key, out _);
        }
    }

    private static ProblemHttpResult Problem(string detail, int status) => TypedResults.Problem(detail, statusCode: status);
}
