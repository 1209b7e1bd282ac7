using BlogBlazor.Localization;

namespace BlogBlazor.Hosting;

/// <summary>Answers what cannot be taken as a validation problem (RFC 9457), for the endpoints of every feature.</summary>
internal sealed class InvalidInputFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (RefusedException refused)
        {
            return TypedResults.Problem(new HttpValidationProblemDetails(refused.Errors)
            {
                Status = StatusCodes.Status403Forbidden,
                Title = "Refused.",
                Detail = refused.Errors.Values.First()[0],
            });
        }
        catch (TooFastException tooFast)
        {
            return TypedResults.Problem(tooFast.Errors.Values.First()[0], statusCode: StatusCodes.Status429TooManyRequests);
        }
        catch (InvalidInputException invalid)
        {
            return TypedResults.ValidationProblem(invalid.Errors);
        }
    }
}
