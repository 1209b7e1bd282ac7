using System.Diagnostics;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.Transports;

/// <summary>
/// What it costs to wait, transport by transport. `./test.sh compare` waits with many users for a minute each and writes
/// the page; otherwise a moment each shows that each of them delivers everything, and the figures go nowhere.
/// </summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class TransportComparisonTests
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("COMPARE") == "full";
    private static readonly int Users = Full ? 100 : 3;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(Full ? 60 : 0.5);

    /// <summary>So many messages each user gets while it waits.</summary>
    private const int Messages = 2;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_transport_brings_everything()
    {
        await using var server = await PublishedApplication.StartAsync();
        await using var line = new TestLine(server.Address);
        using var administrator = new TestUser(server.Address, ServerProcess.AdministratorEmail);
        await administrator.SignInAsync();
        var users = new List<(string Handle, string Token)>();
        for (var number = 1; number <= Users; number++)
        {
            using var user = new TestUser(server.Address, $"user{number}@example.com");
            await user.RegisterAsync();
            users.Add(($"user{number}", await user.TokenAsync()));
        }

        var round = 0;
        // The first round warms the server up; the second shows what the sending alone costs.
        await MeasureAsync("warm-up", (_, ending) => Task.Delay(Timeout.InfiniteTimeSpan, ending));
        var idle = await MeasureAsync("idle", (_, ending) => Task.Delay(Timeout.InfiniteTimeSpan, ending));
        var rows = new List<TransportFigures>();
        foreach (var (name, run) in WaitingClient.Transports)
        {
            rows.Add((await MeasureAsync(name, run)).Without(idle));
        }

        rows.ShouldAllBe(row => row.Lost == 0);
        if (Full)
        {
            await TransportPage.WriteAsync(rows, Users, Messages, Cancel);
        }

        async Task<TransportFigures> MeasureAsync(string name, Func<WaitingClient, CancellationToken, Task> run)
        {
            using var ending = new CancellationTokenSource();
            var clients = users.Select(user => new WaitingClient(line.Address, user.Token, after: round * Messages, Messages)).ToList();
            round++;
            var running = clients.Select(client => run(client, ending.Token)).ToList();
            var (bytes, processor, start) = (line.Bytes, server.ProcessorTime, Stopwatch.GetTimestamp());
            var sent = await SendAsync(name);
            await Task.Delay(TimeSpan.FromTicks(Math.Max(0, (Duration - Stopwatch.GetElapsedTime(start)).Ticks)), Cancel);
            if (WaitingClient.Transports.ContainsKey(name))
            {
                await Task.WhenAll(clients.Select(client => client.HasAllAsync()));
            }

            var figures = TransportFigures.Of(
                name, Stopwatch.GetElapsedTime(start), clients, sent, line.Bytes - bytes, server.ProcessorTime - processor);
            await ending.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            clients.ForEach(client => client.Dispose());
            return figures;
        }

        // Spread over the time, one user after the other, so that nobody is told together with another.
        async Task<Dictionary<string, long>> SendAsync(string name)
        {
            var sent = new Dictionary<string, long>();
            var pause = Duration / (Users * Messages + 1);
            for (var number = 0; number < Messages; number++)
            {
                foreach (var (handle, _) in users)
                {
                    await Task.Delay(pause, Cancel);
                    var message = $"{name} {handle} {number}";
                    sent[message] = Stopwatch.GetTimestamp();
                    using var response = await administrator.PostAsync("/api/notifications/send", new { to = handle, message });
                    response.EnsureSuccessStatusCode();
                }
            }

            return sent;
        }
    }
}
