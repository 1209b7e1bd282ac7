using BlogBlazor.Data;
using Microsoft.AspNetCore.Diagnostics;

namespace BlogBlazor.Hosting;

internal static class ErrorPages
{
    /// <summary>People get a page, programs get problem details; both with the right status.</summary>
    public static void UseErrorPages(this WebApplication app)
    {
        // On the application itself: in a branch there would be no routing to run again.
        app.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            // The page is read, whatever was tried: run again as a POST it would look for a form.
            if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null)
            {
                context.Request.Method = HttpMethods.Get;
            }

            return next(context);
        });
        if (!app.Environment.IsDevelopment())
        {
            app.UseExceptionHandler(new ExceptionHandlerOptions
            {
                ExceptionHandlingPath = "/error",
                CreateScopeForErrors = true,
                StatusCodeSelector = StatusOf,
            });
        }

        // Inside of those: what is answered here has a body, and is left alone there.
        app.UseWhen(context => context.IsOfProgram(), branch =>
        {
            branch.UseExceptionHandler(new ExceptionHandlerOptions
            {
                StatusCodeSelector = StatusOf,
                // The sender's fault is no error in the log.
                SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
            });
            branch.UseStatusCodePages();
        });
    }

    /// <summary>Who is told that the database is away is told to come again, too.</summary>
    public static void AddRetryAfter(ProblemDetailsContext context)
    {
        if (context.ProblemDetails.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.HttpContext.Response.Headers.RetryAfter = "5";
        }
    }

    private static int StatusOf(Exception exception) => exception switch
    {
        // What cannot be read (broken JSON, broken UTF-8) is the sender's fault.
        BadHttpRequestException bad => bad.StatusCode,
        _ when exception.IsDatabaseAway() => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
