using BlogBlazor;
using BlogBlazor.Accounts;
using BlogBlazor.Announcements;
using BlogBlazor.Comments;
using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Discovery;
using BlogBlazor.Hosting;
using BlogBlazor.Idempotency;
using BlogBlazor.Localization;
using BlogBlazor.Mail;
using BlogBlazor.Media;
using BlogBlazor.Moderation;
using BlogBlazor.Moving;
using BlogBlazor.Notifications;
using BlogBlazor.Operating;
using BlogBlazor.Posts;
using BlogBlazor.Reactions;
using BlogBlazor.Scheduling;
using BlogBlazor.Settings;
using BlogBlazor.Signals;

try
{
    if (Commands.AreAskedFor(args))
    {
        return await Commands.RunAsync(args);
    }

    var builder = WebApplication.CreateBuilder(args);
    builder.AddHosting();
    builder.AddData();
    builder.AddSignals();
    builder.AddIdempotency();
    builder.AddSettings();
    builder.AddShell();
    builder.AddScheduling();
    builder.AddMail();
    builder.AddAccounts();
    builder.AddMedia();
    builder.AddPosts();
    builder.AddComments();
    builder.AddReactions();
    builder.AddModeration();
    builder.AddDiscovery();
    builder.AddNotifications();
    builder.AddAnnouncements();
    builder.AddOperating();

    var app = builder.Build();
    await app.Services.PrepareDatabaseAsync(CancellationToken.None);
    await app.SetUpAsync();

    app.UseHosting();
    app.UseAuthentication();
    app.UseEndedTokens();
    app.UseAccessTokens();
    app.UseLanguages();
    app.UseRateLimiter();
    app.UseAuthorization();
    app.UseAntiforgery();
    app.UseOutputCache();
    app.UseOldAddresses();

    app.MapHosting();
    app.MapAccounts();
    app.MapMedia();
    app.MapPosts();
    app.MapComments();
    app.MapReactions();
    app.MapModeration();
    app.MapDiscovery();
    app.MapNotifications();
    app.MapAnnouncements();
    app.MapShell();

    await app.RunAsync();
    return 0;
}
catch (Exception e) when (StartupException.Explains(e))
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
