using System.Data.Common;
using System.Threading.Channels;
using BlogBlazor.Accounts;
using BlogBlazor.Data;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Notifications.FanOut;
using BlogBlazor.Notifications.Webhooks;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BlogBlazor.Tests.Faults;

/// <summary>What asks the database every few seconds does not fill the disk with it while the database is away for a day.</summary>
[Trait("Category", "Integration")]
public sealed class DatabaseAwayInLogsTests
{
    private static readonly string[] Loops =
        [.. new[] { typeof(CursorComparison), typeof(WebhookWorker), typeof(FanOutWorker), typeof(SignInWatch) }.Select(type => type.FullName!)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_loop_says_once_that_it_is_away_and_once_that_it_is_back()
    {
        var (time, database, log) = (new FakeTimeProvider(DateTimeOffset.UtcNow), new DatabaseThatLeaves(), new TestLog());
        await using var app = BlogApplication.Start(
            new Dictionary<string, string> { ["Logging:LogLevel:BlogBlazor"] = "Information" },
            services: services =>
            {
                services.AddSingleton<TimeProvider>(time);
                services.AddSingleton<ILoggerProvider>(log);
                services.InterceptDatabase(database);
            });
        using var lan = await app.RegisterAsync("lan");
        await using var socket = await lan.ConnectAsync();

        database.IsAway = true;
        await UntilEachHasSaidAsync(1);
        for (var round = 0; round < 100; round++)
        {
            await NextRoundAsync();
        }

        database.IsAway = false;
        await UntilEachHasSaidAsync(2);

        log.Entries.ShouldNotContain(entry => entry.HasStack);
        foreach (var loop in Loops)
        {
            log.Of(loop).ShouldBe(["The database is away (The database is busy.); this goes on when it is back", "The database is back"]);
        }

        async Task UntilEachHasSaidAsync(int count)
        {
            while (Loops.Any(loop => log.Of(loop).Count() < count))
            {
                await NextRoundAsync();
            }
        }

        // Over as soon as one loop asks: a hundred of them may pass before another loop has got a thread.
        async Task NextRoundAsync()
        {
            while (database.Opened.Reader.TryRead(out _))
            {
                // Of rounds before.
            }

            // A loop that was at work when the clock was put on did not wait for it yet: time goes on until one asks.
            var asked = database.Opened.Reader.WaitToReadAsync(Cancel).AsTask();
            do
            {
                time.Advance(TimeSpan.FromSeconds(10));
                await Task.WhenAny(asked, Task.Delay(20, Cancel));
            }
            while (!asked.IsCompleted);
        }
    }

    [Fact]
    public async Task Any_other_fault_is_told_each_time()
    {
        var (absence, told) = (new DatabaseAbsence(NullLogger.Instance), new List<Exception>());

        for (var round = 0; round < 2; round++)
        {
            await absence.TryAsync(() => throw new InvalidOperationException("A fault of the program's."), told.Add, Cancel);
        }

        told.Count.ShouldBe(2);
    }

    private sealed class DatabaseThatLeaves : DbConnectionInterceptor
    {
        public bool IsAway { get; set; }

        public Channel<bool> Opened { get; } = Channel.CreateUnbounded<bool>();

        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            Opened.Writer.TryWrite(true);
            return IsAway ? throw new DatabaseBusyException() : new(result);
        }
    }
}
