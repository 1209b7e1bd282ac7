using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BlogBlazor.Tests.Notifications.WebSockets;

/// <summary>When everybody comes back at once, each asks the database: for the sign-in, and for everything else together.</summary>
[Trait("Category", "Integration")]
public sealed class ReconnectQueriesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("?after=3")]
    [InlineData("?after=0")]
    public async Task A_socket_that_comes_back_costs_two_queries_whatever_it_missed(string query)
    {
        var queries = new QueryCounter();
        // Time stands still: nothing else asks.
        await using var app = BlogApplication.Start(services: services =>
        {
            queries.Watch(services);
            services.AddSingleton<TimeProvider>(new FakeTimeProvider(DateTimeOffset.UtcNow));
        });
        using var lan = await app.RegisterAsync("lan");
        var id = (await lan.ProfileAsync()).Id;
        await app.NotifyAsync(id, "one");
        await app.NotifyAsync(id, "two");
        queries.Reads = 0;
        await app.NotifyAsync(id, "three");
        var byWriting = queries.Reads;

        queries.Reads = 0;
        await using var socket = await lan.ConnectAsync(query);
        await app.NotifyAsync(id, "four");
        while ((await socket.ReceiveAsync("notification")).Number("id") < 4)
        {
            // What it missed comes first.
        }

        (queries.Reads - byWriting).ShouldBe(2);
    }
}
