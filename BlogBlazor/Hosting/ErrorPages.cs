
namespace BlogBlazor.Hosting;

internal static class ErrorPages
{
    /// <summary>People get a page, programs get problem details; both with the right status.</summary>
    public static void UseErrorPages(this WebApplication app)
    {
        app.UseWhen(context => context.IsOfProgram(), branch =>
        {
            branch.UseExceptionHandler(new ExceptionHandlerOptions
            {
                // What cannot be read (broken JSON, broken UTF-8) is the sender's fault.
                StatusCodeSelector = exception => exception is BadHttpRequestException bad
                    ? bad.StatusCode
                    : StatusCodes.Status500InternalServerError,
            });
            branch.UseStatusCodePages();
        });
        app.UseWhen(context => !context.IsOfProgram(), branch =>
        {
            if (!app.Environment.IsDevelopment())
            {
                branch.UseExceptionHandler("/error", createScopeForErrors: true);
            }

            branch.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        });
    }
}
