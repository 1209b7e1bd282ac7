using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Idempotency;
using BlogBlazor.Localization;
using BlogBlazor.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Announcements;

/// <summary>Messages from an administrator to a user: from the API, from the admin page, from the command line.</summary>
public sealed class AnnouncementService(
    IDbContextFactory<BlogDbContext> databases, INotifier notifier, OnceOnly once, IStringLocalizer<Texts> texts)
{
    /// <param name="sender">Null for the operator at the command line.</param>
    /// <exception cref="InvalidInputException">Nothing was sent.</exception>
    public async Task SendAsync(AnnouncementInput input, Actor? sender, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        if (await once.RecallAsync<string>(write, cancellationToken) is not null)
        {
            return;
        }

        var handle = input.To?.Trim().TrimStart('@').ToLowerInvariant();
        var recipientId = await db.Users.Where(u => u.Handle == handle).Select(u => u.Id).SingleOrDefaultAsync(cancellationToken);
        InvalidInputException.ThrowIfAny(
            ("to", recipientId is null ? texts["There is nobody with the handle “{0}”.", handle ?? ""].Value : null),
            ("message", UserText.Problem(input.Message, NewNotification.MaxTextLength, texts, multiline: true)),
            ("link", LinkProblem(input.Link)));
        var notification = new NewNotification(recipientId!, NotificationKind.Message, "messages", input.Link ?? "/notifications")
        {
            Actor = sender,
            Text = input.Message!.Trim(),
        };
        await notifier.NotifyAsync(write, [notification], cancellationToken);
        once.Remember(write, "sent");
        await write.CommitAsync(cancellationToken);
    }

    /// <summary>A path of this site only: a notification must not send its reader elsewhere.</summary>
    private string? LinkProblem(string? link) =>
        link is null || (link.Length <= NewNotification.MaxLinkLength && LocalUrl.IsLocal(link))
            ? null
            : texts["A link must be a path of this site that begins with “/”."].Value;
}

public sealed record AnnouncementInput(string? To, string? Message, string? Link = null);
