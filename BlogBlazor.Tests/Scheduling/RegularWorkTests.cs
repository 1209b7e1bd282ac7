using BlogBlazor.Data;
using BlogBlazor.Scheduling;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace BlogBlazor.Tests.Scheduling;

[Trait("Category", "Integration")]
public sealed class RegularWorkTests
{
    [Fact]
    public async Task All_that_is_done_regularly_is_begun_with_the_application()
    {
        await using var app = BlogApplication.Start();
        var hosted = app.Services.GetServices<IHostedService>().Select(service => service.GetType()).ToList();
        var scheduler = await app.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(TestContext.Current.CancellationToken);
        var jobs = await scheduler.GetTriggerKeys(GroupMatcher<TriggerKey>.AnyGroup(), TestContext.Current.CancellationToken);

        Of<RegularWork>().Except(hosted).ShouldBeEmpty();
        jobs.Select(job => job.Name).ShouldBe(Of<RegularJob>().Select(type => type.Name), ignoreOrder: true);
    }

    private static IEnumerable<Type> Of<T>() => typeof(Program).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract);
}
