using BlogBlazor.Data;
using BlogBlazor.Data.PostgreSql;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.TestKit;

internal static class DatabaseInterception
{
    /// <summary>For <see cref="BlogApplication.Start"/>, on whichever database it runs.</summary>
    public static void InterceptDatabase(this IServiceCollection services, IInterceptor interceptor)
    {
        services.ConfigureDbContext<BlogDbContext>(options => options.AddInterceptors(interceptor));
        services.ConfigureDbContext<PostgreSqlDbContext>(options => options.AddInterceptors(interceptor));
    }
}
