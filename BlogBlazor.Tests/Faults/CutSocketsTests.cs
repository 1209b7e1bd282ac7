using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using BlogBlazor.Data;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Faults;

/// <summary>A proxy restarts, and everybody is cut off at the same moment, and back in the next.</summary>
[Trait("Category", "Slow")]
public sealed class CutSocketsTests
{
    private static readonly int Users = FaultScale.Of(20, 100);
    private static readonly int PerUser = FaultScale.Of(10, 20);

    [Fact]
    public async Task All_are_back_soon_with_nothing_lost_and_few_queries()
    {
        var queries = new QueryCounter();
        await using var app = BlogApplication.Start(
            new Dictionary<string, string> { ["Notifications:MaxSocketsPerUser"] = "1000", ["Notifications:ComparisonInterval"] = "00:01:00" },
            services: services => services.ConfigureDbContext<BlogDbContext>(options => options.AddInterceptors(queries)));
        using var administrator = await app.RegisterAsync("lan");
        var everybody = new List<(TestUser User, FaultPublisher Publisher, SocketReceiver[] Sockets)>();
        for (var i = 0; i < Users; i++)
        {
            var user = await app.RegisterAsync($"reader-{i}");
            everybody.Add((user, new FaultPublisher(administrator, $"reader-{i}"), [.. Enumerable.Range(0, PerUser).Select(_ => new SocketReceiver(user))]));
        }

        var sockets = everybody.SelectMany(one => one.Sockets).ToArray();
        await using var receivers = new FaultReceivers(sockets);
        await Task.WhenAll(everybody.Select(one => one.Publisher.PublishAsync(3, sideBySide: 1)));
        await receivers.ReachAsync(3);

        queries.Clear();
        var clock = Stopwatch.StartNew();
        foreach (var socket in sockets)
        {
            socket.CutLine();
        }

        await Task.WhenAll(everybody.Select(one => one.Publisher.PublishAsync(1, sideBySide: 1)));
        await receivers.ReachAsync(4).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        FaultScale.Say($"{sockets.Length} sockets were back after {clock.Elapsed}.");
        foreach (var (query, count) in queries.Counts)
        {
            FaultScale.Say($"{count} {query}");
        }

        foreach (var (user, publisher, own) in everybody)
        {
            await new FaultChecker(user).NothingIsLostAsync(publisher.Acknowledged, own);
            user.Dispose();
        }
    }

    private sealed class QueryCounter : DbCommandInterceptor
    {
        private readonly ConcurrentDictionary<string, int> _counts = new();

        public IEnumerable<KeyValuePair<string, int>> Counts => _counts.OrderByDescending(count => count.Value);

        public void Clear() => _counts.Clear();

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            _counts.AddOrUpdate(command.CommandText.ReplaceLineEndings(" "), 1, (_, count) => count + 1);
            return new(result);
        }
    }
}
