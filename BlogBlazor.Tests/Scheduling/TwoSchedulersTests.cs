using BlogBlazor.Data;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace BlogBlazor.Tests.Scheduling;

/// <summary>Two instances with running schedulers on one PostgreSQL: regular work is done once for both, and goes on whoever is away.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class TwoSchedulersTests : IAsyncDisposable
{
    private const int Users = 10;

    private readonly PostgreSqlServer _server = new();
    private readonly TestMailServer _mail = new();
    private readonly LaterTime _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_mail_is_sent_once_also_after_PostgreSQL_or_one_of_them_was_away()
    {
        var database = _server.ConnectionString(_server.CreateEmptyDatabase());
        await using var b = Start(database);
        var mails = new List<MimeMessage>();
        IReadOnlyList<string> userIds;
        await using (var a = Start(database))
        {
            userIds = await RegisterAsync(a);
            await NotifyAndReceiveAsync(a);
            _server.Stop();
            _server.Start();
            await NotifyAndReceiveAsync(a);
        }

        await NotifyAndReceiveAsync(b);

        mails.Select(mail => mail.MessageId).Distinct().Count().ShouldBe(3 * Users);
        mails.CountBy(mail => mail.To.ToString()).ShouldAllBe(user => user.Value == 3);
        _mail.Messages.ShouldBeEmpty();
        await NothingIsDueAsync(b);

        async Task NotifyAndReceiveAsync(BlogApplication by)
        {
            foreach (var userId in userIds)
            {
                await by.NotifyAsync(userId, "hello");
            }

            _clock.Later += AwayApplication.MailDue;
            for (var i = 0; i < Users; i++)
            {
                mails.Add(await _mail.ReceiveAsync(TimeSpan.FromMinutes(2)));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _mail.DisposeAsync();
        _server.Dispose();
    }

    private BlogApplication Start(string database) => BlogApplication.Start(
        new Dictionary<string, string>(_mail.Settings) { ["Database:Provider"] = "PostgreSQL", ["ConnectionStrings:Blog"] = database },
        services: services => services.AddSingleton<TimeProvider>(_clock));

    /// <returns>The ids of people who want a mail for what they do not see.</returns>
    private async Task<IReadOnlyList<string>> RegisterAsync(BlogApplication app)
    {
        for (var number = 1; number <= Users; number++)
        {
            using var user = await app.RegisterAsync($"reader{number}");
            await _mail.ReceiveAsync(); // To confirm the address.
        }

        await using var db = await OpenAsync(app);
        await db.Users.ExecuteUpdateAsync(set => set.SetProperty(user => user.EmailConfirmed, true), Cancel);
        var ids = await db.Users.Select(user => user.Id).ToListAsync(Cancel);
        db.AddRange(ids.Select(id => new NotificationSettings { UserId = id, EmailFrequency = EmailFrequency.Immediate }));
        await db.SaveChangesAsync(Cancel);
        return ids;
    }

    /// <summary>The last mail arrives before it is noted as sent.</summary>
    private static async Task NothingIsDueAsync(BlogApplication app)
    {
        using var patience = new CancellationTokenSource(TestSocket.Patience);
        await using var db = await OpenAsync(app);
        while (await db.Inboxes.AnyAsync(inbox => inbox.EmailDueAt != null, patience.Token))
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private static Task<BlogDbContext> OpenAsync(BlogApplication app) =>
        app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);
}
