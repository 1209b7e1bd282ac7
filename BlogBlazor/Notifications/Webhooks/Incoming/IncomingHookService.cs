using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Idempotency;
using BlogBlazor.Localization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Notifications.Webhooks.Incoming;

/// <summary>A user's incoming hooks, and what arrives at them.</summary>
public sealed class IncomingHookService(
    IDbContextFactory<BlogDbContext> databases, INotifier notifier, OnceOnly once, TimeProvider time, IStringLocalizer<Texts> texts)
{
    /// <summary>At most <see cref="IncomingHook.MaxPerUser"/>.</summary>
    public async Task<IReadOnlyList<IncomingHook>> ListAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.IncomingHooks.AsNoTracking().Where(h => h.UserId == userId).OrderBy(h => h.CreatedAt).ToListAsync(cancellationToken);
    }

    /// <exception cref="InvalidInputException">Nothing was added.</exception>
    public async Task<IncomingHook> AddAsync(string userId, string? name, CancellationToken cancellationToken)
    {
        name = name?.Trim();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await write.LockAsync($"incoming hooks {userId}", cancellationToken);
        var names = await db.IncomingHooks.Where(h => h.UserId == userId).Select(h => h.Name).ToListAsync(cancellationToken);
        InvalidInputException.ThrowIfAny(
            ("name", UserText.Problem(name, IncomingHook.MaxNameLength, texts)
                ?? (names.Contains(name!) ? texts["You have a hook of this name already."].Value : null)),
            ("", names.Count < IncomingHook.MaxPerUser ? null : texts["You have {0} hooks; remove one first.", names.Count].Value));
        var hook = new IncomingHook { UserId = userId, Name = name!, Secret = WebhookSignature.NewSecret(), CreatedAt = time.UtcNow() };
        db.Add(hook);
        await write.CommitAsync(cancellationToken);
        return hook;
    }

    public async Task RemoveAsync(string userId, string id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await db.IncomingHooks.Where(h => h.Id == id && h.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    /// <returns>Null when there is none such, or its owner is locked out.</returns>
    public async Task<IncomingHook?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.IncomingHooks.AsNoTracking().Where(h => h.Id == id)
            .Join(db.Users, h => h.UserId, u => u.Id, (hook, owner) => new { Hook = hook, owner.LockoutEnabled, owner.LockoutEnd })
            .SingleOrDefaultAsync(cancellationToken);
        return found is null || (found.LockoutEnabled && found.LockoutEnd > time.GetUtcNow()) ? null : found.Hook;
    }

    /// <summary>Notifies the hook's owner, once for each id of a message.</summary>
    /// <exception cref="InvalidInputException">Nobody was notified.</exception>
    public async Task ReceiveAsync(IncomingHook hook, string messageId, HookMessage message, CancellationToken cancellationToken)
    {
        InvalidInputException.ThrowIfAny(
            ("message", UserText.Problem(message.Message, NewNotification.MaxTextLength, texts, multiline: true)),
            ("link", message.Link is null || (message.Link.Length <= NewNotification.MaxLinkLength && LocalUrl.IsLocal(message.Link))
                ? null
                : texts["A link must be a path of this site that begins with “/”."].Value));
        // The id alone counts: what comes with it again was signed as well, and is no other message.
        once.Begin(new IdempotencyKey(hook.UserId, $"hook {hook.Id}", messageId), body: null);
        var now = time.UtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        if (await once.RecallAsync<string>(write, cancellationToken) is not null)
        {
            return;
        }

        var notification = new NewNotification(hook.UserId, NotificationKind.Message, $"hooks/{hook.Id}", message.Link ?? "/notifications")
        {
            Text = message.Message!.Trim(),
        };
        await notifier.NotifyAsync(write, [notification], cancellationToken);
        await db.IncomingHooks.Where(h => h.Id == hook.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(h => h.UsedAt, now), cancellationToken);
        once.Remember(write, "received");
        await write.CommitAsync(cancellationToken);
    }
}

/// <summary>What another system sends.</summary>
/// <param name="Link">A path of this site.</param>
public sealed record HookMessage(string? Message, string? Link = null);
