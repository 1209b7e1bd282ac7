using System.Collections.Concurrent;
using System.Diagnostics;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Scale;

/// <summary>
/// What one instance carries. `./test.sh limits` measures it with many and writes docs/limits.md; otherwise a few of each
/// show that it works, and the figures go nowhere.
/// </summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class LimitsTests
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("LIMITS") == "full";
    private static readonly int Users = Full ? 100 : 3;
    private static readonly int PerUser = Full ? 20 : 2;
    private static readonly int Messages = Full ? 4000 : 12;
    private static readonly int ToAll = Full ? 50 : 2;

    private const int SideBySide = 16;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_on_SQLite()
    {
        await using var server = await PublishedApplication.StartAsync(("Notifications:MaxSocketsPerUser", "1000"));
        await MeasureAsync("SQLite", server);
    }

    [Fact]
    public async Task An_instance_on_PostgreSQL()
    {
        var database = PostgreSqlServer.OfThisRun.CreateEmptyDatabase();
        await using (var server = await PublishedApplication.StartAsync(
            ("Notifications:MaxSocketsPerUser", "1000"),
            ("Database:Provider", "PostgreSQL"),
            ("ConnectionStrings:Blog", PostgreSqlServer.OfThisRun.ConnectionString(database))))
        {
            await MeasureAsync("PostgreSQL", server);
        }

        PostgreSqlServer.OfThisRun.DropDatabase(database);
    }

    private static async Task MeasureAsync(string database, PublishedApplication server)
    {
        using var administrator = new TestUser(server.Address, ServerProcess.AdministratorEmail);
        await administrator.SignInAsync();
        var users = new List<TestUser>();
        for (var number = 0; number < Users; number++)
        {
            var user = new TestUser(server.Address, $"user{number}@example.com");
            await user.RegisterAsync();
            users.Add(user);
        }

        // Twice: the first warms the server up.
        await SendAsync(administrator, server, Messages / 4, n => $"user{n % Users}");
        var toMany = await SendAsync(administrator, server, Messages, n => $"user{n % Users}");
        var toOne = await SendAsync(administrator, server, Messages, _ => "lan");
        var sockets = new ConcurrentBag<TestSocket>();
        try
        {
            await ConnectAsync(users, sockets, 1);
            var memory = server.WorkingSet;
            var connecting = await FigureAsync(server, Users * PerUser, () => ConnectAsync(users, sockets, PerUser));
            memory = server.WorkingSet - memory;
            var frames = await FigureAsync(server, ToAll * sockets.Count, () => Task.WhenAll(
                Task.Run(() => Parallel.ForEachAsync(Enumerable.Range(0, ToAll * Users), Options, async (n, _) => await SendAsync(administrator, $"user{n % Users}"))),
                Task.WhenAll(sockets.Select(async socket =>
                {
                    for (var received = 0; received < ToAll; received++)
                    {
                        await socket.ReceiveAsync("notification");
                    }
                }))));
            var drawn = await FigureAsync(server, Messages, () => ReadAsync(server, n => $"/?n={n}"));
            var kept = await FigureAsync(server, Messages, () => ReadAsync(server, _ => "/"));
            if (Full)
            {
                await LimitsPage.WriteAsync(database, new Limits(toMany, toOne, connecting, memory / (Users * PerUser), frames, drawn, kept), Cancel);
            }
        }
        finally
        {
            foreach (var socket in sockets)
            {
                await socket.DisposeAsync();
            }

            users.ForEach(user => user.Dispose());
        }
    }

    private static ParallelOptions Options => new() { MaxDegreeOfParallelism = SideBySide, CancellationToken = Cancel };

    private static Task<Figure> SendAsync(TestUser administrator, PublishedApplication server, int count, Func<int, string> to) =>
        FigureAsync(server, count, () => Parallel.ForEachAsync(
            Enumerable.Range(0, count), Options, async (n, _) => await SendAsync(administrator, to(n))));

    private static async Task SendAsync(TestUser administrator, string to)
    {
        using var response = await administrator.PostAsync("/api/notifications/send", new { to, message = "hello" });
        response.EnsureSuccessStatusCode();
    }

    private static Task ConnectAsync(List<TestUser> users, ConcurrentBag<TestSocket> sockets, int each) => Parallel.ForEachAsync(
        users.SelectMany(user => Enumerable.Repeat(user, each)), Options, async (user, _) => sockets.Add(await user.ConnectAsync()));

    private static async Task ReadAsync(PublishedApplication server, Func<int, string> path)
    {
        using var reader = new TestUser(server.Address, "");
        await Parallel.ForEachAsync(Enumerable.Range(0, Messages), Options, async (n, _) =>
        {
            using var page = await reader.GetAsync(path(n));
            page.EnsureSuccessStatusCode();
        });
    }

    private static async Task<Figure> FigureAsync(PublishedApplication server, int count, Func<Task> act)
    {
        var (processor, clock) = (server.ProcessorTime, Stopwatch.StartNew());
        await act();
        return new Figure(count / clock.Elapsed.TotalSeconds, (server.ProcessorTime - processor) / count);
    }
}
