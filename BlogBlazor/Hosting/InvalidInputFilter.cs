using BlogBlazor.Localization;

namespace BlogBlazor.Hosting;

/// <summary>Answers invalid input as a validation problem (RFC 9457), for the endpoints of every feature.</summary>
internal sealed class InvalidInputFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (InvalidInputException invalid)
        {
            return TypedResults.ValidationProblem(invalid.Errors);
        }
    }
}
