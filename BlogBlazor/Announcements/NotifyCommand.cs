using System.CommandLine;
using BlogBlazor.Data;
using BlogBlazor.Idempotency;
using BlogBlazor.Localization;
using BlogBlazor.Notifications;
using BlogBlazor.Signals;

namespace BlogBlazor.Announcements;

/// <summary>
/// <c>notify --to HANDLE --message TEXT</c>: a notification from another process. The row is written here; a server on
/// the same database finds it by its regular comparison, or at once over the backplane.
/// </summary>
internal static class NotifyCommand
{
    public static Command Create()
    {
        var to = new Option<string>("--to") { Description = "The recipient's handle.", Required = true };
        var message = new Option<string>("--message") { Description = "The text of the notification.", Required = true };
        var link = new Option<string?>("--link") { Description = "A path of the site that the notification leads to." };
        var command = new Command("notify", "Sends a notification to a user.") { to, message, link };
        command.SetAction((parsed, cancellationToken) => SendAsync(
            new AnnouncementInput(parsed.GetValue(to), parsed.GetValue(message), parsed.GetValue(link)), cancellationToken));
        return command;
    }

    private static async Task<int> SendAsync(AnnouncementInput input, CancellationToken cancellationToken)
    {
        // The parts that write, without those that serve.
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System).AddLocalization();
        builder.AddData();
        builder.AddSignals();
        builder.AddNotifier();
        builder.AddOnceOnly();
        builder.AddAnnouncements();
        using var host = builder.Build();
        await host.Services.PrepareDatabaseAsync(cancellationToken);
        await host.StartAsync(cancellationToken);
        try
        {
            await using var scope = host.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<AnnouncementService>().SendAsync(input, sender: null, cancellationToken);
            await Console.Out.WriteLineAsync($"Sent to @{input.To?.TrimStart('@')}.");
            return 0;
        }
        catch (InvalidInputException invalid)
        {
            foreach (var (field, messages) in invalid.Errors)
            {
                await Console.Error.WriteLineAsync($"--{field}: {messages[0]}");
            }

            return 1;
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }
}
